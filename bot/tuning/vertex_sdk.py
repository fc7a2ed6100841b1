"""google-genai's home: what Vertex AI is asked through it, its answers as plain JSON.

It is an extra, and takes a second to load: import this where Vertex AI is first used. All people
share connections; each request carries its own person's token. Nothing is retried but what a token
was refused for.
"""

import json
import ssl
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, cached_property
from http.cookiejar import CookieJar, DefaultCookiePolicy
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar, cast

import httpx2
import requests
from google import genai
from google.api_core.exceptions import Unauthorized
from google.auth.credentials import Credentials
from google.auth.transport.requests import Request
from google.genai import errors, types
from requests import codes
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from bot.domain import Question
from bot.tuning.google_errors import check

Json = Mapping[str, Any]
T = TypeVar("T")

VERSION = "v1beta1"
MOST = 100  # of anything, on one page
warnings.filterwarnings("ignore", message="The SDK's tuning implementation is experimental")


class Sdk:
    """One person's client at one location. *url* is empty for Google's own hosts."""

    def __init__(
        self, credentials: Credentials, project: str, location: str, *, url: str, timeout: float
    ) -> None:
        self._credentials, self._project, self._location = credentials, project, location
        self._url, self._timeout = url or host(location), timeout

    def start(self, source: str, uri: str, wanted: Json) -> None:
        """Start a job. *source* is a base model's name, or a tuned model's whole one."""
        data, config = types.TuningDataset(gcs_uri=uri), types.CreateTuningJobConfig(**wanted)
        self._heard(
            lambda it: it.tunings.tune(base_model=source, training_dataset=data, config=config)
        )

    def jobs(self, filter: str = "", page: str = "", size: int = MOST) -> tuple[list[Json], str]:
        """Return one page, newest first, and what gets the next."""
        config = types.ListTuningJobsConfig(
            page_size=size, page_token=page or None, filter=filter or None
        )
        found = self._heard(lambda it: it.tunings.list(config=config))
        return [plain(it) for it in found.page], str(found.config.get("page_token") or "")

    def job(self, number: str) -> Json:
        return plain(self._heard(lambda it: it.tunings.get(name=f"tuningJobs/{number}")))

    def cancel(self, name: str) -> None:
        self._heard(lambda it: it.tunings.cancel(name=name))

    def model(self, name: str) -> Json:
        return plain(self._heard(lambda it: it.models.get(model=name)))

    def models(self) -> list[Json]:
        config = types.ListModelsConfig(query_base=False, page_size=MOST)
        return self._heard(lambda it: [plain(each) for each in it.models.list(config=config)])

    def update(self, name: str, changes: Json) -> Json:
        config = types.UpdateModelConfig(**changes)
        return plain(self._heard(lambda it: it.models.update(model=name, config=config)))

    def delete(self, name: str) -> None:
        self._heard(lambda it: it.models.delete(model=name))

    def ask(self, model: str, question: Question) -> Json:
        asked: Any = {"contents": _contents(question), "config": _settings(question)}
        return plain(self._heard(lambda it: it.models.generate_content(model=model, **asked)))

    def ask_in_pieces(self, model: str, question: Question) -> Iterator[Json]:
        asked: Any = {"contents": _contents(question), "config": _settings(question)}

        def begun(client: genai.Client) -> tuple[Iterator[Any], list[Any]]:
            """Wait for the first piece: only before it can anything be done again."""
            pieces = client.models.generate_content_stream(model=model, **asked)
            return pieces, list(islice(pieces, 1))

        pieces, first = self._heard(begun)
        with heard():
            for piece in chain(first, pieces):
                yield plain(piece)

    def _heard(self, call: Callable[[genai.Client], T]) -> T:
        """Call, and where the token is refused once more with another, as Google's others do."""
        try:
            with heard():
                return call(self._client)
        except Unauthorized:
            self._credentials.refresh(Request())
        with heard():
            return call(self._client)

    @cached_property
    def _client(self) -> genai.Client:
        connections, unused, certificates = _shared()
        options = types.HttpOptions(
            base_url=self._url,
            api_version=VERSION,
            timeout=int(self._timeout * 1000),
            httpx_client=connections,
            httpx_async_client=unused,
            async_client_args={"ssl": certificates},
        )
        return genai.Client(
            enterprise=True,
            project=self._project,
            location=self._location,
            credentials=self._credentials,
            http_options=options,
        )


def host(location: str) -> str:
    """Return where Google answers for a location, which may be as wide as a continent."""
    if location == "global":
        return "https://aiplatform.googleapis.com"
    if location in {"us", "eu"}:
        return f"https://aiplatform.{location}.rep.googleapis.com"
    return f"https://{location}-aiplatform.googleapis.com"


@contextmanager
def heard() -> Generator[None]:
    """Raise what our own calls would raise, so that trouble has one language."""
    try:
        yield
    except errors.APIError as error:
        check(_response(error))
        raise requests.RequestException from error  # a status that is no error
    except httpx2.TimeoutException as error:
        raise requests.Timeout from error
    except httpx2.HTTPError as error:
        raise requests.ConnectionError from error


def _response(error: errors.APIError) -> requests.Response:
    made = requests.Response()
    made.status_code = error.code or codes.internal_server_error
    made.raw = BytesIO(json.dumps(error.details).encode())
    made.request = requests.PreparedRequest()
    told = cast("Any", error).response
    if wait := getattr(told, "headers", {}).get("Retry-After"):
        made.headers["Retry-After"] = wait
    return made


@cache
def _shared() -> tuple[httpx2.Client, httpx2.AsyncClient, ssl.SSLContext]:
    """Make connections once, since certificates take long to load; nobody's cookies are kept."""
    trusted = _trusted()
    certificates = (
        ssl.create_default_context(capath=trusted)
        if Path(trusted).is_dir()
        else ssl.create_default_context(cafile=trusted)
    )
    cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    connections = httpx2.Client(verify=certificates, cookies=cookies, follow_redirects=False)
    return connections, httpx2.AsyncClient(verify=certificates), certificates


def _trusted() -> str:
    """Return the file or folder of certificates that all our other calls go by, too."""
    found: Any = requests.Session().merge_environment_settings(host("global"), {}, None, None, None)
    told = found["verify"]
    return told if isinstance(told, str) else str(DEFAULT_CA_BUNDLE_PATH)


def _contents(question: Question) -> types.Content:
    return types.Content(role="user", parts=[types.Part(text=question.text)])


def _settings(question: Question) -> types.GenerateContentConfig:
    return types.GenerateContentConfig(
        temperature=question.sampling.temperature,
        top_p=question.sampling.top_p,
        top_k=question.sampling.top_k,
        max_output_tokens=question.max_tokens,
        candidate_count=question.candidates if question.candidates > 1 else None,
        system_instruction=question.system_instruction or None,
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )


def plain(message: Any) -> Json:
    """Return a message as JSON has it. What the client does not know is not in it."""
    whole: dict[str, Any] = message.model_dump(mode="json", by_alias=True, exclude_none=True)
    whole.pop("sdkHttpResponse", None)
    return whole
