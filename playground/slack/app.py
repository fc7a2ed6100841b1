"""The web application: Web API, Socket Mode, `/person/` and the page."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from playground.faults import faults_route
from playground.slack.api import dispatch
from playground.slack.guard import Guard
from playground.slack.person import routes as person
from playground.slack.wire import ROUTES as WIRE
from playground.slack.world import World

PAGE = Path(__file__).parent / "page"


class Page(StaticFiles):
    """The page's files; a browser asks each time whether they are still the same."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "no-cache"
        return response


def make_app(world: World) -> Starlette:
    PAGE.mkdir(exist_ok=True)
    app = Starlette(
        routes=[
            Route("/api/{method}", dispatch.serve, methods=["GET", "POST"]),
            *WIRE,
            faults_route(world.faults, world.clock),
            *person.ROUTES,
            Mount("/", Page(directory=PAGE, html=True)),
        ],
        middleware=[Middleware(Guard, world=world)],
    )
    app.state.world = world
    return app
