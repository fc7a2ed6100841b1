"""Whether models can be tuned on Vertex AI, where that is the usual service or its place is set."""

from collections.abc import Mapping

from bot.config import Config
from bot.doctor.check import TIMEOUT, Check, Checks, fine, unset, wrong
from bot.doctor.whose import Whose, whose
from bot.domain import CloudPlace
from bot.errors import TunerError, TuningUnavailable
from bot.tuning import vertex_models
from bot.tuning.registry import SERVICES
from bot.tuning.vertex_look import VertexLook

KIND = SERVICES["vertex"]
PLACE = {"project": "VERTEX_PROJECT", "location": "VERTEX_LOCATION", "bucket": "VERTEX_BUCKET"}
HERE = "Set {} in the environment, or in Slack by `/tune settings`."
NOBODY = (
    "What the project lets people do is seen once somebody has linked an account, or with "
    "VERTEX_SERVICE_ACCOUNT_FILE: look again then."
)
ROLES = (
    "Give whoever tunes the roles Vertex AI User (roles/aiplatform.user) in the project and "
    "Storage Object User (roles/storage.objectUser) on the bucket."
)
MOVE = "Make one there, or set VERTEX_LOCATION to where it is: see `gcloud storage buckets create`."
PRICES = "Fill in TUNER_PRICES_FILE (or TUNER_TOKEN_PRICE) from {}: nothing starts without a price."


def checks(config: Config, problems: Mapping[str, str]) -> Checks:
    """Yield nothing where nobody seems to tune there."""
    place = config.cloud.place
    if config.service != KIND.name and not place.project:
        return
    if KIND.missing:
        fix = "Install it where Tuner runs: pip install 'tuner[vertex]'"
        yield wrong("vertex.installed", "google-genai is not installed", fix)
        return
    yield fine("vertex.installed", "google-genai is there")
    yield from _models(config)
    yield from _place(place)
    if all(getattr(place, it) for it in PLACE):
        yield from list(unset("vertex.api", problems, *PLACE.values())) or _asked(config, place)


def _place(place: CloudPlace) -> Checks:
    missing = [setting for name, setting in PLACE.items() if not getattr(place, name)]
    if missing:
        names = " and ".join(missing)
        yield fine("vertex.place", f"{names} not set", HERE.format(names))
        return
    where = f"{place.project} in {place.location}, examples in gs://{place.bucket}"
    yield fine("vertex.place", where, "Each workspace can have its own: `/tune settings`.")


def _models(config: Config) -> Checks:
    """See that the table of base models can be read, and that the first has a price."""
    path = config.cloud.models_file or vertex_models.SHIPPED
    try:
        table = vertex_models.read(path)
    except (ValueError, OSError) as error:
        yield wrong("vertex.models", f"{path} can't be used: {error}", "Mend VERTEX_MODELS_FILE.")
        return
    many = len(table.models)
    yield fine("vertex.models", f"{many} base models, as of {table.read}", f"From {table.source}")
    unpriced = [it.name for it in table.models if not config.tariff.of(it.name)]
    if len(unpriced) == many:
        fix = PRICES.format("Google's page of prices")
        yield wrong("vertex.prices", "no base model has a price", fix)
    elif unpriced:
        words = f"no price for {', '.join(unpriced)}: nothing starts from these"
        yield fine("vertex.prices", words, f"Prices are as of {config.tariff.as_of or 'no date'}.")
    else:
        dated = config.tariff.as_of or "no date"
        yield fine("vertex.prices", f"every base model has one, as of {dated}")


def _asked(config: Config, place: CloudPlace) -> Checks:
    try:
        who = whose(config, KIND)
    except TunerError as error:
        yield wrong("vertex.api", f"can't be asked: {error}", "Link that account again.")
        return
    if who is None:
        yield fine("vertex.api", "nobody is there to ask as", NOBODY)
        return
    look = _look(config, place, who)
    yield _api(look, who)
    yield _bucket(look, place, who)


def _fix(error: TunerError, who: Whose) -> str:
    if isinstance(error, TuningUnavailable):
        return "Let this machine reach it, and look again."
    return f"Asked as {who.words}. {ROLES}"


def _look(config: Config, place: CloudPlace, who: Whose) -> VertexLook:
    cloud = config.cloud
    return VertexLook(
        who.credentials, place, url=cloud.url, storage_url=cloud.storage_url, timeout=TIMEOUT
    )


def _api(look: VertexLook, who: Whose) -> Check:
    try:
        look.jobs()
    except TunerError as error:
        return wrong("vertex.api", str(error), _fix(error, who))
    return fine("vertex.api", f"Vertex AI answers {who.words}")


def _bucket(look: VertexLook, place: CloudPlace, who: Whose) -> Check:
    name, gs = "vertex.bucket", f"gs://{place.bucket}"
    try:
        facts = look.bucket()
    except TunerError as error:
        return wrong(name, str(error), _fix(error, who))
    if not facts.can_write:
        return wrong(name, f"{who.words} may not write to {gs}", ROLES)
    if "-" in facts.region and facts.region != place.location:
        words = f"{gs} is in {facts.region}, and models are tuned in {place.location}"
        return wrong(name, words, MOVE)
    return fine(name, f"{gs} can be written; it is in {facts.region}")
