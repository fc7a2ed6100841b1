"""The page on which somebody allows the app into the workspace, and sends it away again."""

from html import escape
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from playground.slack.world import World

Json = dict[str, Any]

PATH = "/oauth/v2/authorize"
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
:root {{ color-scheme: light dark }} body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto;
max-width: 34rem; padding: 3rem 1rem }} button {{ font: inherit; padding: .5rem 1rem }}
</style></head><body><h1>{title}</h1>{body}</body></html>"""
ASK = """<p>It asks to be allowed:</p><ul>{scopes}</ul>
<form method="post"><p><label>You are <select name="as">{people}</select></label></p>
<button name="choice" value="allow">Allow</button>
<button name="choice" value="cancel">Cancel</button></form>"""


async def authorize(request: Request) -> Response:
    """Ask; on a POST, send the browser back to the app with the answer."""
    world: World = request.app.state.world
    asked = request.query_params
    if wrong := _wrong(world, asked.get("client_id", ""), asked.get("redirect_uri", "")):
        return _page("This app can't be installed", f"<p>{escape(wrong)}</p>", 400)
    if request.method == "GET":
        return _ask(world, asked.get("scope", ""))
    async with request.form() as form:
        choice, person = form.get("choice"), _acting(request, world, str(form.get("as", "")))
    answer: Json = {"state": asked["state"]} if asked.get("state") else {}
    if choice == "allow" and person:
        answer |= {"code": world.installs.allow(person, asked["redirect_uri"])}
    else:
        answer |= {"error": "access_denied"}
    return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 303, HEADERS)


def _wrong(world: World, client_id: str, redirect_uri: str) -> str:
    if client_id != world.tokens["client_id"]:
        return "invalid_client_id: no app has this client ID."
    if redirect_uri not in world.workspace.manifest.redirect_urls:
        return "bad_redirect_uri: the manifest does not name where this leads back to."
    return ""


def _acting(request: Request, world: World, id: str) -> str:
    """Return who acts: whoever signed in, where people have passwords."""
    acting: str = request.scope.get("person") or id
    person = world.workspace.people.get(acting)
    return acting if person and not person["is_bot"] else ""


def _ask(world: World, scopes: str) -> Response:
    name, team = world.workspace.app["name"], world.workspace.team["name"]
    people = "".join(
        f'<option value="{it["id"]}">{escape(it["real_name"])}</option>'
        for it in world.workspace.humans()
    )
    listed = "".join(f"<li>{escape(it)}</li>" for it in scopes.split(","))
    body = ASK.format(scopes=listed, people=people)
    return _page(f"{escape(name)} wants to come into {escape(team)}", body)


def _page(title: str, body: str, status: int = 200) -> Response:
    return HTMLResponse(PAGE.format(title=title, body=body), status, HEADERS)


ROUTES = [Route(PATH, authorize, methods=["GET", "POST"])]
