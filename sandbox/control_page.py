"""The control page: the orders of the control JSON as forms for people."""

from datetime import UTC, datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from .faults import ENDPOINTS, KINDS
from .settings import Settings
from .world import origin, world

blueprint = Blueprint("control_page", __name__)


@blueprint.get("/")
@blueprint.get("/_control")
@blueprint.get("/_control/")
def page() -> ResponseReturnValue:
    here = world()
    return render_template(
        "control.html",
        here=here,
        origin=origin(),
        now=f"{datetime.fromtimestamp(here.clock.now(), UTC):%Y-%m-%d %H:%M:%S}",
        settings=here.settings.as_json(),
        explained=Settings.explained(),
        creators=[(c, here.libraries.of(c).count()) for c in here.creators.listed()],
        calls=here.calls.latest(30),
        endpoints=ENDPOINTS,
        kinds=KINDS,
    )
