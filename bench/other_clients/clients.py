"""The clients, their pinned versions, and departures from TikTok's documents on either side."""

from __future__ import annotations

from dataclasses import dataclass

DOCUMENTS = "https://developers.tiktok.com"
MANAGING_TOKENS = f"{DOCUMENTS}/doc/oauth-user-access-token-management"
LOGIN_KIT = f"{DOCUMENTS}/doc/login-kit-web"
USER_INFO = f"{DOCUMENTS}/doc/tiktok-api-v2-get-user-info"
END_OF_VERSION_1 = f"{DOCUMENTS}/bulletin/migration-guidance-oauth-v1"
SCOPES_OF_FIELDS = f"{DOCUMENTS}/bulletin/user-info-scope-migration"


@dataclass(frozen=True)
class Departure:
    """A step that fails: the client's behaviour, TikTok's document on it, and the source.

    `who` departs: "client", "sandbox", or "nobody" if the documents leave it open.
    """

    step: str
    who: str
    does: str
    document: str
    source: str


@dataclass(frozen=True)
class Client:
    """`steps` are those that succeed. `redirected` names the way to the sandbox."""

    name: str
    version: str
    registry: str
    walk: str
    redirected: str
    steps: tuple[str, ...]
    departures: tuple[Departure, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def packages(self) -> list[str]:
        mark = "@" if self.registry == "npm" else "=="
        return [f"{self.name}{mark}{self.version}", *self.also]


STATUS_IS_OPEN = (
    "give no HTTP status for OAuth errors, though they name RFC 6749 as their base, which has 400;"
    " 200 is what was seen in practice. The sandbox's setting oauth_error_status has both"
)

CLIENTS = (
    Client(
        "arctic", "3.7.0", "npm", "walk_arctic.mjs", "its HTTP",
        ("consent", "exchange", "refresh", "revoke", "dead code with status 400"),
        (
            Departure(
                "dead code", "nobody",
                "tells an error by HTTP status 400 or 401 alone; accessToken() throws later",
                STATUS_IS_OPEN, f"{MANAGING_TOKENS}, {END_OF_VERSION_1}",
            ),
        ),
    ),
    Client(
        "@auth/core", "0.41.3", "npm", "walk_auth_core.mjs", "its HTTP",
        ("cancel", "consent", "exchange", "profile", "dead code"),
    ),
    Client(
        "better-auth", "1.7.25", "npm", "walk_better_auth.mjs", "its HTTP",
        ("cancel", "consent", "exchange", "profile", "refresh", "dead code"),
    ),
    Client(
        "django-allauth", "65.21.1", "PyPI", "walk_allauth.py", "its adapter",
        ("cancel", "consent", "exchange", "profile", "dead code"),
        also=("django-allauth[socialaccount]==65.21.1", "django==5.2.19"),
    ),
    Client(
        "Authlib", "1.9.9", "PyPI", "walk_authlib.py", "its options",
        ("consent", "exchange", "profile", "refresh", "dead code"),
        (
            Departure(
                "as it comes", "client",
                "sends client_id and joins scopes by spaces; told client_key and commas, it works",
                "name the parameter client_key and join scopes by commas", LOGIN_KIT,
            ),
        ),
    ),
    Client(
        "tiktok-api-client", "0.0.15", "PyPI", "walk_tiktok_api_client.py", "its constants",
        ("consent", "exchange", "refresh", "revoke"),
        (
            Departure(
                "dead code", "nobody",
                "tells an error by HTTP status alone and returns the error body as tokens",
                STATUS_IS_OPEN, f"{MANAGING_TOKENS}, {END_OF_VERSION_1}",
            ),
            Departure(
                "two scopes", "client", "joins scopes by spaces",
                "ask for a comma-separated list", LOGIN_KIT,
            ),
        ),
    ),
    Client(
        "passport-tiktok-auth", "1.0.12", "npm", "walk_passport.mjs", "its options",
        ("cancel", "consent", "exchange", "dead code"),
        (
            Departure(
                "profile", "client",
                "asks for avatar_url_200, which is of version 1, and with user.info.basic alone for"
                " username and follower counts",
                "have no avatar_url_200, and want other scopes for the rest. That an unknown field"
                " fails the call is the sandbox's reading",
                f"{USER_INFO}, {SCOPES_OF_FIELDS}",
            ),
        ),
        also=("passport@0.7.0",),
    ),
    Client(
        "grant", "5.4.24", "npm", "walk_grant.mjs", "its options",
        ("cancel", "consent", "exchange", "dead code"),
        (
            Departure(
                "its own addresses", "client", "leads to version 1; works by its options",
                "end version 1 for web apps on 29 February 2024", END_OF_VERSION_1,
            ),
            Departure(
                "profile", "client", "posts the access token and the fields as JSON",
                "want GET, the fields in the query and the token as a Bearer header", USER_INFO,
            ),
        ),
    ),
    Client(
        "python-tiktok", "0.1.12", "PyPI", "walk_python_tiktok.py", "its options",
        ("consent",),
        (
            Departure(
                "exchange", "client",
                "is of version 1 throughout: it posts to /oauth/access_token/, all in the query",
                "end version 1 for web apps on 29 February 2024; version 2 takes a form at"
                " /v2/oauth/token/", END_OF_VERSION_1,
            ),
        ),
    ),
)  # fmt: skip
