"""The token and revoke endpoints: flat bodies, credentials in the form, errors with status 200.

https://developers.tiktok.com/doc/oauth-user-access-token-management
"""

import secrets

from flask import Blueprint, Response, jsonify, request

from .answers import OAuthRefused, oauth_error
from .apps import App
from .grants import Bearer
from .hints import at_token
from .world import this_call, world

FORM = "application/x-www-form-urlencoded"
blueprint = Blueprint("oauth", __name__)


@blueprint.errorhandler(OAuthRefused)
def refused(error: OAuthRefused) -> Response:
    this_call().outcome = error.error
    this_call().hints = at_token(request, error)
    settings = world().settings
    v1 = settings.oauth_envelope == "v1" and request.path.startswith("/v2/oauth/token")
    return oauth_error(error, world().log_id(), status=settings.oauth_error_status, v1=v1)


@blueprint.post("/v2/oauth/token/")
def token() -> Response:
    app = _the_app()
    grant_type = request.form.get("grant_type")
    if grant_type == "authorization_code":
        _need("code", "redirect_uri")
        return _tokens(app, *world().grants.exchange(app, request.form))
    if grant_type == "refresh_token":
        _need("refresh_token")
        return _tokens(app, *world().grants.refresh(app, request.form["refresh_token"]))
    if grant_type == "client_credentials":
        clear = f"clt.{secrets.token_urlsafe(32)}"
        return jsonify(access_token=clear, expires_in=7200, token_type="Bearer")  # noqa: S106
    if grant_type is None:
        _need("grant_type")
    raise OAuthRefused("unsupported_grant_type", "The grant type is not supported.")


@blueprint.post("/v2/oauth/revoke/")
def revoke() -> Response:
    """End the grant of an access token. An expired one still names its grant."""
    app = _the_app()
    _need("token")
    bearer = world().grants.known(request.form["token"])
    if bearer is None or bearer.client_key != app.client_key:
        raise OAuthRefused("invalid_grant", "Access token is invalid or expired.")
    if world().grants.revoke(app.client_key, bearer.account):
        world().webhooks.removed(app, bearer.account, reason=5)
    return jsonify({})


def _the_app() -> App:
    if request.mimetype != FORM:
        raise OAuthRefused("invalid_request", f"Only `{FORM}` is accepted as Content-Type.")
    _need("client_key")
    if not request.form.get("client_secret"):
        raise OAuthRefused("invalid_request", "Client secret is missed in request.")
    app = world().apps.find(request.form["client_key"])
    given = request.form["client_secret"].encode()
    if app is None or not secrets.compare_digest(app.client_secret.encode(), given):
        raise OAuthRefused("invalid_client", "Client key or secret is incorrect.")
    return app


def _need(*names: str) -> None:
    if not all(request.form.get(name) for name in names):
        raise OAuthRefused("invalid_request", "The request parameters are malformed.")


def _tokens(app: App, bearer: Bearer, body: dict[str, object]) -> Response:
    call = this_call()
    call.account = bearer.account
    creator = world().creators.find(bearer.account)
    if creator is not None:
        body = {"open_id": world().identities.open_id(app, creator), **body}
    log = world().log_id()
    if world().settings.oauth_envelope == "v1":
        del body["token_type"]
        extra = {"captcha": "", "desc_url": "", "description": "", "error_code": 0, "log_id": log}
        answer = jsonify(data=body | extra, message="success")
    else:
        answer = jsonify(body)
    answer.headers["x-tt-logid"] = log
    answer.headers["Cache-Control"] = "no-store"
    return answer
