"""What Vertex AI and Cloud Storage refuse, in words, with who has to do what next."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from requests import codes

from bot.domain import CloudPlace
from bot.errors import Forbidden, LinkExpired, ServiceRefused, TunerError, TuningUnavailable
from bot.tuning import google_errors
from bot.tuning.google_errors import Said, complaint

AGENT = re.compile(r"service-\d+@gcp-sa-[\w.-]+")
PERMISSION = re.compile(r"\b(?:aiplatform|storage|serviceusage|iam(?=\.service))\.[a-zA-Z]+\.\w+")
REGION = re.compile(r"\b(region|location)|\b[a-z]+-[a-z]+\d\b")  # or the name of one
OF_BASE = re.compile(r"base.?model|model.*(not|un)\s?support")
AIPLATFORM = "aiplatform.googleapis.com"
# What must be enabled, by what it is called in a refusal.
APIS = {"storage.googleapis.com": "Cloud Storage", AIPLATFORM: "Vertex AI"}
# Which role has a permission, by its first word.
ROLES = {
    "aiplatform": ("Vertex AI User", "roles/aiplatform.user"),
    "storage": ("Storage Object User", "roles/storage.objectUser"),
    "serviceusage": ("Service Usage Consumer", "roles/serviceusage.serviceUsageConsumer"),
    "iam": ("Service Account User", "roles/iam.serviceAccountUser"),
}
NOT_INSTALLED = (
    "Tuner is not set up for Vertex AI: a package is missing. "
    "Ask whoever runs Tuner to install it with `pip install 'tuner[vertex]'`."
)
DISABLED = (
    "{} is switched off in the Google Cloud project `{}`. Ask whoever runs the project to enable "
    "it: `gcloud services enable {} --project {}`. It takes a few minutes to be seen."
)
NO_BILLING = (
    "Nobody pays for the Google Cloud project `{}`. Ask whoever runs the project to link a "
    "billing account to it."
)
NO_ROLE = (
    "{} lacks the role {} (`{}`) {}. Ask whoever runs the project to give it that role; "
    "Google misses `{}`."
)
MAY_NOT = (
    "{} may not do that in the Google Cloud project `{}`. Ask whoever runs the project to give "
    "it the role Vertex AI User (`roles/aiplatform.user`). Google says: {}."
)
NO_PROJECT = (
    "{} may do nothing in the Google Cloud project `{}`, or there is none of that name. "
    "Ask an admin to look at it in `/tune settings`."
)
NO_SCOPE = (
    "Your Google link does not allow Vertex AI. "
    "Run `/tune connect` again, and allow everything that is asked for."
)
NO_BUCKET = (
    "There is no bucket `{}` at Cloud Storage. Ask an admin to set it right in `/tune settings`."
)
ELSEWHERE = (
    "The bucket `{}` is in another region than tuning in `{}` needs. Ask an admin to choose "
    "another in `/tune settings`. Google says: {}."
)
AGENT_CAN_NOT_READ = (
    "Vertex AI itself may not read the bucket `{0}`. Ask whoever runs the project to give "
    "`{1}` the role Storage Object Viewer (`roles/storage.objectViewer`) on it."
)
AGENT_COMES = (
    "Google is still preparing the project `{}` for its first tuning job. Try again in a few "
    "minutes."
)
NOT_TUNABLE = "Vertex AI does not tune `{}` in `{}`. Choose another base model. Google says: {}."
KEY_ENDED = (
    "Google no longer accepts the key of the service account `{}`. "
    "Ask an admin to enter a new one in `/tune settings`."
)


class NotInstalled(TuningUnavailable):
    """The package that Vertex AI needs is missing; jobs go on once it is there."""

    def __init__(self) -> None:
        super().__init__(NOT_INSTALLED)


@dataclass(frozen=True, slots=True)
class Words:
    """Says what went wrong at a place to whoever asked there.

    *account* is a service account's address, empty for a person.
    """

    place: CloudPlace
    account: str = ""

    @contextmanager
    def explained(
        self, id: str = "", *, base_model: str = "", bucket: bool = False
    ) -> Generator[None]:
        """Turn what a call raises into a `TunerError`; *bucket*: it was one to Cloud Storage.

        *id* or *base_model* is what "not found" means. Put nothing but that call inside.
        """

        def known(code: int, said: Said) -> TunerError | None:
            if bucket and code == codes.not_found:
                return ServiceRefused(NO_BUCKET.format(self.place.bucket))
            return self._known(code, said, base_model)

        try:
            with google_errors.explained(id, base_model=base_model, known=known):
                yield
        except LinkExpired as error:
            if self.account:
                raise Forbidden(KEY_ENDED.format(self.account)) from error
            raise

    def failed(self, reason: str) -> str:
        """Return why a job failed, in our words where they are better than the service's."""
        agent = AGENT.search(reason)
        return str(self._of_agent(reason, agent[0])) if agent else reason

    def _known(self, code: int, said: Said, base_model: str) -> TunerError | None:
        if agent := AGENT.search(said.message):
            return self._of_agent(said.message, agent[0])
        if code == codes.forbidden:
            return self._forbidden(said)
        if code not in {codes.bad_request, codes.precondition_failed}:
            return None
        why = complaint(said)
        lower = why.lower()
        if "bucket" in lower and REGION.search(lower):
            place = self.place
            return ServiceRefused(ELSEWHERE.format(place.bucket, place.location, why))
        if base_model and OF_BASE.search(lower):
            return ServiceRefused(NOT_TUNABLE.format(base_model, self.place.location, why))
        return None

    def _forbidden(self, said: Said) -> TunerError:
        info = said.details.get("ErrorInfo", {})
        reason, told, project = info.get("reason"), f"{info} {said.message}", self.place.project
        if reason == "SERVICE_DISABLED" or "has not been used in project" in told:
            api = next((it for it in APIS if it in told), AIPLATFORM)
            return Forbidden(DISABLED.format(APIS[api], project, api, project))
        words = {
            "BILLING_DISABLED": NO_BILLING.format(project),
            "ACCESS_TOKEN_SCOPE_INSUFFICIENT": NO_SCOPE,
            "CONSUMER_INVALID": NO_PROJECT.format(self._who, project),
            "USER_PROJECT_DENIED": self._no_role("serviceusage.services.use"),
        }
        permission = _permission(told)
        missing = self._no_role(permission) if permission else ""
        plain = MAY_NOT.format(self._who, project, complaint(said))
        return Forbidden(words.get(str(reason)) or missing or plain)

    def _no_role(self, permission: str) -> str:
        kind = permission.partition(".")[0]
        title, role = ROLES[kind]
        where = (
            f"on the bucket `{self.place.bucket}`"
            if kind == "storage"
            else f"in the Google Cloud project `{self.place.project}`"
        )
        return NO_ROLE.format(self._who, title, role, where, permission)

    @property
    def _who(self) -> str:
        return f"The service account `{self.account}`" if self.account else "Your Google account"

    def _of_agent(self, told: str, agent: str) -> TunerError:
        if _permission(told):
            return ServiceRefused(AGENT_CAN_NOT_READ.format(self.place.bucket, agent))
        return TuningUnavailable(AGENT_COMES.format(self.place.project))


def _permission(told: str) -> str:
    """Return the permission that is missing; an agent's address looks much like one."""
    found = PERMISSION.search(AGENT.sub("", told))
    return found[0] if found else ""
