"""The player page and the pages behind a share link.

https://developers.tiktok.com/doc/embed-player
"""

from base64 import b64encode

from flask import Blueprint, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from .media import picture
from .videos import art
from .world import this_call, world

# The player's parameters, with TikTok's defaults.
SWITCHES = {
    "controls": True, "progress_bar": True, "play_button": True, "volume_control": True,
    "fullscreen_button": True, "timestamp": True, "loop": False, "autoplay": False,
    "music_info": False, "description": False, "muted": False,
}  # fmt: skip
MUSIC = ("original sound", "slow piano, rain outside", "market morning", "kitchen radio")

blueprint = Blueprint("player", __name__)


@blueprint.get("/player/v1/<video_id>")
def play(video_id: str) -> ResponseReturnValue:
    """Answer the player; an unknown video is INVALID_VIDEO in a message, not an HTTP status."""
    found = None
    if video_id.isascii() and video_id.isdecimal() and len(video_id) < 20:
        found = world().libraries.find(int(video_id), world().creators.listed())
    this_call().ids = [video_id]
    if found is None:
        this_call().outcome = "INVALID_VIDEO"
        return render_template("player.html", video=None, switches=SWITCHES)
    creator, video = found
    this_call().account = creator.account
    frame = picture(art(video.id), 486, 864)
    answer = make_response(
        render_template(
            "player.html",
            video=video,
            creator=creator,
            frame=b64encode(frame).decode(),
            music=MUSIC[video.id % len(MUSIC)],
            switches={
                name: request.args.get(name, "1" if usual else "0") == "1"
                for name, usual in SWITCHES.items()
            },
        )
    )
    # As the real player on a plain GET; it reveals a page that loads the player before a click.
    answer.set_cookie(
        "tt_chain_token", "sandbox", path="/player/", httponly=True, max_age=15_552_000
    )
    return answer


@blueprint.get("/@<account>/video/<video_id>")
def shared(account: str, video_id: str) -> ResponseReturnValue:
    return redirect(f"/player/v1/{video_id}?description=1&music_info=1")


@blueprint.get("/@<account>")
def profile(account: str) -> ResponseReturnValue:
    creator = world().creators.find(account)
    if creator is None:
        abort(404)
    library = world().libraries.of(creator)
    return render_template("profile.html", creator=creator, entries=library.newest_first()[:60])


@blueprint.get("/<regex('ZM[A-Za-z0-9]{7}'):code>/")
def short_link(code: str) -> ResponseReturnValue:
    """Redirect to the profile, as vm.tiktok.com does."""
    account = world().identities.account_behind(code) or abort(404)
    return redirect(f"/@{account}?_r=1", 301)


@blueprint.get("/oembed")
def oembed() -> ResponseReturnValue:
    """https://developers.tiktok.com/doc/embed-videos; the answer to a bad address is a guess."""
    from .oembed import describe

    return describe(request.args.get("url", ""))
