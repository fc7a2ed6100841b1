"""The settings' tab about Google: which service tunes, where it is, and the workspace's own key."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.domain import KeyFacts, Policy, Site
from bot.errors import InvalidForm
from handlers.views import kit

FORGET = "settings.forget"
INSTALLED = "installed"  # the service that Tuner was started with, whichever that is
PLACE = ("project", "location", "bucket")

WHY = (
    "*API key of this workspace.* With it, people ask tuned models without a Google account of "
    "their own; who may ask which model stays as it is. Tuning always needs a link of one's own. "
    "The key is kept encrypted and never shown again."
)
WHY_ACCOUNT = (
    "*Service account of this workspace.* With it, people ask tuned models without a Google "
    "account of their own; who may ask which model stays as it is. It needs the role Vertex AI "
    "User in the project. Its key is kept encrypted and never shown again."
)
NONE_YET = "No key is stored."
FORGET_IT = kit.confirm(
    "Forget the key?",
    "People without a Google account of their own can then ask only what its owner lets them.",
    yes="Forget it",
    no="Keep it",
)
LABELS = {"project": "Project", "location": "Region", "bucket": "Bucket"}
HINTS = {
    "service": "What is tuned already stays where it is, and can be asked as before.",
    "project": "The Google Cloud project whose quota is used, where people's own have none.",
    "location": "For Vertex AI: where models are tuned.",
    "bucket": "For Vertex AI: where it reads the examples from, in Cloud Storage. Use one in the "
    "same region.",
}
QUOTA = "Quota project"
EXAMPLES = {"project": "my-project-123", "location": "us-central1", "bucket": "my-bucket"}
LONGEST = {"project": 63, "location": 30, "bucket": 222}
KEY, ACCOUNT = 200, 3000  # characters

PROJECT = "Enter a project's id, such as my-project-123."
LOCATION = "Enter a region, such as us-central1 or europe-west4."
BUCKET = "Enter a bucket's name alone, such as my-bucket: a-z, 0-9, -, _ and dots."
NEEDED = "{} needs this. {}"
ONE_WORD = "Paste the key as Google shows it: one word."
WHOLE = "Paste the whole text of the JSON file that Google gives for a service account's key."
SHAPES = {
    "project": (re.compile(r"[A-Za-z0-9:.-]+"), PROJECT),
    "location": (re.compile(r"[a-z]+(-[a-z]+\d+)?"), LOCATION),
    "bucket": (re.compile(r"[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]"), BUCKET),
}


class Service(Protocol):
    """A service that can be chosen; *missing* says how to install what it needs, if need be."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def is_paid(self) -> bool: ...
    @property
    def needs_place(self) -> bool: ...
    @property
    def by_account(self) -> bool: ...
    @property
    def missing(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What there is to choose from: *usual* is where models are tuned unless somebody chooses.

    *now* is the name of the service that is in use.
    """

    services: Sequence[Service] = ()
    usual: Site = field(default_factory=Site)
    now: str = Site().service

    @property
    def service(self) -> Service | None:
        return next((it for it in self.services if it.name == self.now), None)


def build(policy: Policy, choice: Choice, facts: KeyFacts | None) -> list[kit.Block]:
    """Lay out the tab; what `data` returns has to come back with it."""
    by_account = bool(choice.service and choice.service.by_account)
    cloudy = any(it.needs_place for it in choice.services)
    names = PLACE if cloudy else PLACE[:1]
    return [
        *([_service(policy, choice)] if choice.services else []),
        *(_place(it, policy, choice, cloudy=cloudy) for it in names),
        kit.divider(),
        kit.section(WHY_ACCOUNT if by_account else WHY),
        _facts(facts),
        _key(facts, by_account=by_account),
    ]


def data(choice: Choice) -> dict[str, Any]:
    """Return what `read` needs to know."""
    place = choice.usual.place
    return {
        "usual": choice.usual.service,
        "has": [it for it in PLACE if getattr(place, it)],
        "needs": {it.name: it.title for it in choice.services if it.needs_place},
        "missing": {it.name: it.missing for it in choice.services if it.missing},
        "accounts": [it.name for it in choice.services if it.by_account],
    }


def read(view: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the changes and the new key, or raise `InvalidForm`, which marks each field."""
    entered, kept, wrong = kit.answers(view), kit.data(view), dict[str, str]()
    chosen = entered.get("service", "").replace(INSTALLED, "")
    service = chosen or kept.get("usual", "")
    place = {it: entered.get(it, "") for it in PLACE if kit.has(view, it)}
    if "bucket" in place:
        place["bucket"] = place["bucket"].removeprefix("gs://").rstrip("/")
    if missing := kept.get("missing", {}).get(service):
        wrong["service"] = missing
    title = kept.get("needs", {}).get(service, "")
    for name, text in place.items():
        _check(name, text, title if name not in kept.get("has", ()) else "", wrong)
    key = _read_key(entered.get("api_key", ""), service in kept.get("accounts", ()), wrong)
    if wrong:
        raise InvalidForm(wrong)
    changes = place | ({"service": chosen} if kit.has(view, "service") else {})
    return changes, key


def _service(policy: Policy, choice: Choice) -> kit.Block:
    titles = {it.name: it.title for it in choice.services}
    usual = titles.get(choice.usual.service, choice.usual.service)
    about = {it.name: "costs money" if it.is_paid else "" for it in choice.services}
    options = [kit.option("As Tuner was installed", INSTALLED, usual)]
    options += [kit.option(it.title, it.name, about[it.name]) for it in choice.services]
    select = kit.choice("static_select", options, policy.service or INSTALLED)
    return kit.field("service", "Where models are tuned", select, hint=HINTS["service"])


def _place(name: str, policy: Policy, choice: Choice, *, cloudy: bool) -> kit.Block:
    """Ask for a part of the place; what the installation has stands there in grey."""
    usual: str = getattr(choice.usual.place, name)
    shown = usual if cloudy and usual else EXAMPLES[name]
    box = kit.text_input(getattr(policy, name), placeholder=shown, max_length=LONGEST[name])
    label = LABELS[name] if cloudy else QUOTA
    hint = HINTS[name]
    if cloudy and name == "project":
        hint = "The Google Cloud project: for Vertex AI where it tunes, else whose quota is used."
    return kit.field(name, label, box, hint=hint, optional=True)


def _key(facts: KeyFacts | None, *, by_account: bool) -> kit.Block:
    if by_account:
        box = kit.text_input(
            placeholder='{"type": "service_account", …', multiline=True, max_length=ACCOUNT
        )
        label = "Another key" if facts else "Key of a service account"
    else:
        box = kit.text_input(placeholder="AIza…", max_length=KEY)
        label = "Another key" if facts else "API key"
    return kit.field("api_key", label, box, optional=True)


def _facts(facts: KeyFacts | None) -> kit.Block:
    if not facts:
        return kit.section(NONE_YET)
    return kit.section(_said(facts), kit.button(FORGET, "Forget it", confirm=FORGET_IT))


def _said(facts: KeyFacts) -> str:
    ends = kit.escape(facts.ends)
    key = f"The key of `{ends}`" if "@" in ends else f"A key ending in `{ends}`"
    return f"{key} is stored, by <@{facts.by}>, {kit.when(facts.at)}."


def _check(name: str, text: str, needs: str, wrong: dict[str, str]) -> None:
    """Mark a part of the place that has another form; *needs* is what can't be without it."""
    shape, words = SHAPES[name]
    if text and not shape.fullmatch(text):
        wrong[name] = words
    elif needs and not text:
        wrong[name] = NEEDED.format(needs, words)


def _read_key(text: str, by_account: bool, wrong: dict[str, str]) -> str:  # noqa: FBT001
    if not text:
        return ""
    if by_account:
        if not (text.startswith("{") and text.endswith("}")):
            wrong["api_key"] = WHOLE
    elif any(it.isspace() for it in text) or not text.isascii():
        wrong["api_key"] = ONE_WORD
    return text
