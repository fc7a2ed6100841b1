"""Sign-in's machine side: trading codes, refreshing, revoking, and saying who a token is."""

import base64
import binascii
import hmac
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote_plus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.google import robots, scopes, signin
from playground.google.door import Endpoint, body_of, troubled
from playground.google.errors import ApiError, bad_token, missing_scope
from playground.google.people import Person
from playground.google.service import Service
from playground.google.tokens import Bearer, Issued, OAuthError
from playground.google.wire import Json

Form = dict[str, str]
Work = Callable[[Service, Request, Form], Json]
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def oauth_routes(service: Service) -> list[Route]:
    info = _endpoint(service, "oauth2.UserInfo", userinfo)
    tokeninfo_ = _endpoint(service, "oauth2.TokenInfo", tokeninfo)
    return [
        *signin.signin_routes(service),
        Route("/token", _endpoint(service, "oauth2.Token", token), methods=["POST"]),
        Route("/revoke", _endpoint(service, "oauth2.Revoke", revoke), methods=["POST", "GET"]),
        *(Route(path, info, methods=["GET", "POST"]) for path in USERINFO),
        *(Route(path, tokeninfo_, methods=["GET", "POST"]) for path in TOKENINFO),
    ]


USERINFO = ("/v1/userinfo", "/oauth2/v1/userinfo", "/oauth2/v2/userinfo", "/oauth2/v3/userinfo")
TOKENINFO = ("/tokeninfo", "/oauth2/v3/tokeninfo")


def token(service: Service, request: Request, form: Form) -> Json:
    kind = form.get("grant_type", "")
    if kind == robots.GRANT:  # signed, which says who it is
        url = str(request.url.replace(query="", fragment=""))
        return _shown(service.robot.token(form.get("assertion", ""), url, service.tokens))
    client = _client(service, request, form)
    if kind == "authorization_code":
        code, verifier = form.get("code", ""), form.get("code_verifier", "")
        issued = service.tokens.redeem(code, client, form.get("redirect_uri", ""), verifier)
    elif kind == "refresh_token":
        wanted = scopes.split(form.get("scope", ""))
        issued = service.tokens.refresh(form.get("refresh_token", ""), client, wanted)
    else:
        raise OAuthError("unsupported_grant_type", f"Invalid grant_type: {kind}")
    return _shown(issued)


def revoke(service: Service, _: Request, form: Form) -> Json:
    if not service.tokens.revoke(form.get("token", "")):
        raise OAuthError("invalid_token", "Token expired or revoked")
    return {}


def userinfo(service: Service, request: Request, form: Form) -> Json:
    bearer, person = _who(service, _sent_token(request, form))
    if not bearer.scopes & scopes.SIGN_IN:
        raise missing_scope()
    answer: Json = {"sub": person.id, "id": person.id}
    if scopes.PROFILE in bearer.scopes:
        answer |= {"name": person.name, "given_name": person.name.split()[0]}
    if scopes.EMAIL in bearer.scopes:
        answer |= {"email": person.email, "email_verified": True}
    return answer


def tokeninfo(service: Service, request: Request, form: Form) -> Json:
    try:
        bearer, person = _who(service, _sent_token(request, form))
    except ApiError as error:
        raise OAuthError("invalid_token", "Invalid Value") from error
    answer: Json = {
        "azp": bearer.client,
        "aud": bearer.client,
        "sub": person.id,
        "scope": " ".join(sorted(bearer.scopes)),
        "exp": str(int(bearer.expires)),
        "expires_in": str(int(bearer.expires - service.clock())),
        "access_type": "offline" if bearer.offline else "online",
    }
    if scopes.EMAIL in bearer.scopes:
        answer |= {"email": person.email, "email_verified": "true"}
    return answer


def _endpoint(service: Service, name: str, work: Work) -> Endpoint:
    def run(request: Request, body: bytes) -> tuple[Response, str]:
        try:
            sent = dict(parse_qsl(body.decode(errors="replace")))
            answer = work(service, request, {**request.query_params, **sent})
            response = JSONResponse(answer, headers=NO_STORE)
        except OAuthError as error:
            words = {"error": error.error, "error_description": error.description}
            response = JSONResponse(words, error.status, NO_STORE)
        except ApiError as error:
            response = error.response()
        return response, ""

    async def answer(request: Request) -> Response:
        try:
            body = await body_of(request)
        except ApiError as error:
            return error.response()
        return await troubled(service, name, request, lambda: run(request, body))

    return answer


def _client(service: Service, request: Request, form: Form) -> str:
    """Return the client's id once its secret is checked: by HTTP Basic or in the form."""
    name, secret = form.get("client_id", ""), form.get("client_secret", "")
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            left, _, right = base64.b64decode(text, validate=True).decode().partition(":")
        except (binascii.Error, ValueError) as error:
            raise OAuthError("invalid_client", "Malformed Basic credentials.", 401) from error
        name, secret = unquote_plus(left), unquote_plus(right)
    if name != service.settings.client_id:
        raise OAuthError("invalid_client", "The OAuth client was not found.", 401)
    if not hmac.compare_digest(secret.encode(), service.client_secret.encode()):
        raise OAuthError("invalid_client", "The provided client secret is invalid.", 401)
    return name


def _shown(issued: Issued) -> Json:
    answer: Json = {
        "access_token": issued.access,
        "expires_in": issued.seconds,
        "scope": " ".join(issued.scopes),
        "token_type": "Bearer",
    }
    return answer if issued.refresh is None else answer | {"refresh_token": issued.refresh}


def _sent_token(request: Request, form: Form) -> str:
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else form.get("access_token", "")


def _who(service: Service, token: str) -> tuple[Bearer, Person]:
    bearer = service.tokens.bearer(token)
    person = service.people.find(bearer.email) if bearer else None
    if bearer is None or person is None:
        raise bad_token()
    return bearer, person
