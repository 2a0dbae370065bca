"""The authorize page: choosing an account and scopes, and the errors shown only to the person.

https://developers.tiktok.com/doc/login-kit-web
"""

from urllib.parse import quote

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from .apps import App
from .creators import Creator
from .hints import at_authorize
from .scopes import BASIC, SCOPES
from .world import origin, this_call, world

COOKIE = "sandbox_signed_in"

blueprint = Blueprint("consent", __name__)


@blueprint.get("/v2/auth/authorize")
@blueprint.get("/v2/auth/authorize/")
def ask() -> ResponseReturnValue:
    app, wrong = _the_app()
    if app is None:
        return _own_error_page(wrong)
    asked = _asked_scopes()
    if request.args.get("response_type") != "code":
        return _back(error="unsupported_response_type", description="response_type must be code")
    signed_in = request.cookies.get(COOKIE)
    chosen = request.args.get("account") or signed_in
    # A signed-in creator who has already granted all these scopes is not asked again, unless
    # the app sends disable_auto_auth=1 or a script names another account.
    if request.args.get("disable_auto_auth", "0") != "1" and chosen == signed_in:
        creator = world().creators.find(signed_in)
        if creator and set(asked) <= world().grants.consented(app, creator.account):
            return _grant(app, creator, asked)
    people = world().creators.listed()
    named = world().creators.find(chosen)
    if named and named.account not in [person.account for person in people]:
        people.insert(0, named)
    return render_template(
        "consent.html",
        app=app,
        people=[
            {
                "creator": person,
                "avatar": world().signer.avatar(origin(), person, 100),
                "videos": world().libraries.of(person).count(),
            }
            for person in people
        ],
        chosen=named.account if named else people[0].account,
        scopes=[(scope, SCOPES[scope]) for scope in asked],
        fixed=BASIC,
    )


@blueprint.post("/v2/auth/authorize")
@blueprint.post("/v2/auth/authorize/")
def answer() -> ResponseReturnValue:
    """Answer the form: the query has the app's parameters, the form the creator's choices."""
    app, wrong = _the_app()
    if app is None:
        return _own_error_page(wrong)
    if request.form.get("decision") != "continue":
        return _back(error="access_denied", description="The user denied the request.")
    creator = world().creators.find(request.form.get("account"))
    if creator is None:
        return "There is no such account in this sandbox.", 400
    this_call().account = creator.account
    if app.target_users is not None and creator.account not in app.target_users:
        return _back(
            error="unauthorized_client", description="The user is not a target user of the app."
        )
    ticked = request.form.getlist("scopes")
    ticked = [scope for scope in ticked if scope not in creator.withholds]
    granted = [scope for scope in _asked_scopes() if scope == BASIC or scope in ticked]
    return _grant(app, creator, granted)


def _the_app() -> tuple[App | None, list[str]]:
    """Return the app, or None and the parameters for which TikTok would not redirect."""
    args = request.args
    app = world().apps.find(args.get("client_key"))
    if app is None:
        return None, ["client_key"]
    this_call().client_key = app.client_key
    wrong = []
    if not app.accepts_redirect(args.get("redirect_uri", "")):
        wrong.append("redirect_uri")
    asked = _asked_scopes()
    if not args.get("scope") or not set(asked) <= set(app.scopes):
        wrong.append("scope")
    challenge = args.get("code_challenge")
    if (challenge is None and app.platform == "desktop") or (
        challenge is not None and args.get("code_challenge_method") != "S256"
    ):
        wrong.append("code_challenge")
    return (None, wrong) if wrong else (app, [])


def _asked_scopes() -> list[str]:
    """Return the scopes asked for; comma-separated, and basic comes with Login Kit."""
    asked = [scope for scope in request.args.get("scope", "").split(",") if scope]
    return list(dict.fromkeys([BASIC, *asked]))


def _own_error_page(wrong: list[str]) -> ResponseReturnValue:
    call = this_call()
    call.outcome = "refused: " + ", ".join(wrong)
    call.hints = at_authorize(request.args)
    return render_template("refused.html", wrong=wrong, hints=call.hints), 400


def _grant(app: App, creator: Creator, scopes: list[str]) -> ResponseReturnValue:
    args = request.args
    this_call().account = creator.account
    code = world().grants.new_code(
        app, creator.account, scopes, args["redirect_uri"], args.get("code_challenge")
    )
    answer = make_response(_back(code=code, scopes=",".join(scopes)))
    # Only under this path: cookies know no ports, and other local servers are none of our business.
    answer.set_cookie(
        COOKIE, creator.account, path="/v2/auth/", httponly=True, samesite="Lax", max_age=31_536_000
    )
    return answer


def _back(
    *, code: str = "", scopes: str = "", error: str = "", description: str = ""
) -> ResponseReturnValue:
    """Redirect to the app. In a success the parameter is named `scopes`, unlike elsewhere."""
    if error:
        this_call().outcome = error
        values = {"error": error, "error_description": description}
    else:
        values = {"code": code, "scopes": scopes}
    if state := request.args.get("state"):
        values["state"] = state
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in values.items())
    return redirect(f"{request.args['redirect_uri']}?{query}")
