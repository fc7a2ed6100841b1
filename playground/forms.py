"""Fill in HTML forms over HTTP, as a browser without scripts would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

SECONDS = 30

Attributes = dict[str, str | None]


@dataclass
class Form:
    """A form as it stands: *fields* is what it sends; *buttons* are label, name and value."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    choices: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    buttons: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])

    def values(self, button: str, **chosen: str) -> list[tuple[str, str]]:
        """Return what is sent when *button* (a label) is pressed and radio buttons are *chosen*."""
        pressed = [
            (name, value)
            for label, name, value in self.buttons
            if name and button.casefold() in label.casefold()
        ]
        kept = [(name, value) for name, value in self.fields if name not in chosen]
        return [*kept, *chosen.items(), *pressed]


class FormReader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._button: Attributes | None = None
        self._label = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            method = (given.get("method") or "get").lower()
            self.forms.append(Form(given.get("action") or "", method))
        elif tag == "input" and self.forms:
            self._input(self.forms[-1], given)
        elif tag == "button" and self.forms:
            self._button, self._label = given, ""

    def handle_data(self, data: str) -> None:
        self._label += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self._button is not None:
            name, value = self._button.get("name") or "", self._button.get("value") or ""
            self.forms[-1].buttons.append((self._label.strip(), name, value))
            self._button = None

    def _input(self, form: Form, given: Attributes) -> None:
        name, value = given.get("name"), given.get("value") or ""
        kind = given.get("type") or "text"
        if not name:
            return
        if kind == "radio":
            form.choices.setdefault(name, []).append(value)
        if kind not in {"radio", "checkbox"} or "checked" in given:
            form.fields.append((name, value or ("on" if kind == "checkbox" else "")))


def forms_of(page: requests.Response) -> list[Form]:
    reader = FormReader()
    reader.feed(page.text)
    return reader.forms


def press(
    session: requests.Session, page: requests.Response, button: str, **chosen: str
) -> requests.Response:
    """Press the button with that label on *page* and return the page that follows.

    Raises `LookupError` if no form on the page has such a button.
    """
    for form in forms_of(page):
        if any(button.casefold() in label.casefold() for label, _, _ in form.buttons):
            url, values = urljoin(page.url, form.action), form.values(button, **chosen)
            if form.method == "post":
                return session.post(url, data=values, timeout=SECONDS)
            return session.get(url, params=values, timeout=SECONDS)
    raise LookupError(f"no button “{button}” on {page.url.partition('?')[0]}")
