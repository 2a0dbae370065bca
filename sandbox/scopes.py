"""Every scope that TikTok documents, in the words of its consent page.

https://developers.tiktok.com/doc/tiktok-api-scopes, in its editions of 2024 to 2026.
"""

BASIC = "user.info.basic"
SCOPES = {
    BASIC: "Read your profile info (avatar, display name)",
    "user.info.profile": "Read your additional profile info (bio, link, username)",
    "user.info.stats": "Read your statistics (likes, followers, videos)",
    "video.list": "Read your public videos on TikTok",
    "video.publish": "Post content to TikTok",
    "video.upload": "Share content as a draft to your TikTok account",
    "artist.certification.read": "Read your artist certification information",
    "artist.certification.update": "Update your artist certification information",
    "local.product.manage": "Create and manage the product listing",
    "local.shop.manage": "Create and manage the local shops",
    "local.voucher.manage": "Validate and redeem the voucher",
    "minis.public.upsert": "Create and upload Minis",
    "portability.activity.ongoing": "Export copies of your activity data",
    "portability.activity.single": "Export a copy of your activity data",
    "portability.all.ongoing": "Export copies of your full user data archive",
    "portability.all.single": "Export a copy of your full user data archive",
    "portability.directmessages.ongoing": "Export copies of your direct message data",
    "portability.directmessages.single": "Export a copy of your direct message data",
    "portability.postsandprofile.ongoing": "Export copies of your posts and profile data",
    "portability.postsandprofile.single": "Export a copy of your posts and profile data",
    "research.adlib.basic": "Read public commercial data for research",
    "research.data.basic": "Read TikTok's public data for research",
    "research.data.u18eu": "Read data of European users under 18 for research",
    "research.data.vra": "Read provisioned data for vetted researchers",
}
# The scopes of an app whose developer chose none: those that the Display API needs.
DISPLAY = (BASIC, "user.info.profile", "user.info.stats", "video.list")


def unknown_scope(scopes: object) -> str | None:
    """Say which of these scopes TikTok does not document; None where all are."""
    for scope in scopes if isinstance(scopes, list | tuple) else ():
        if scope not in SCOPES:
            return f"unknown scope {scope!r}; known: {', '.join(SCOPES)}"
    return None
