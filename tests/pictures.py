"""The README's pictures: the whole way with the real base model, seen by a real browser.

``python -m tests.pictures [FOLDER]`` plays it and writes one file for each sight.
"""

import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from playground.journey import Traveller
from playground.person import Json, filled
from playground.smoke import EMAIL, SAMPLE
from playground.together import Playground
from tests.browser import PHONE, WIDE, browser_page, open_browser

FOLDER = Path(__file__).parent.parent / "pictures"
SCHEMES = ("light", "dark")
SETTLED = 700  # milliseconds until fonts and pictures stand
QUESTION = "III"
DESCRIPTION = "Counts on: says the next number, in figures, in words and in Roman numerals."
TROUBLED = b"""text_input,output
My parcel has not arrived,delivery
my parcel has not arrived!,delivery
The invoice is wrong ,billing
I was charged twice,billing
"Where is my order? The page has said the same thing for a week, and nobody answers",delivery
How do I change my password?,account
Close it,account
Close it,billing
Write to me at ada@example.com,account
The box was empty,N/A
The app does not start,
"""


@dataclass(frozen=True)
class Camera:
    """Looks at the workspace as one person; *folder* is where the pictures go."""

    browser: Browser
    url: str
    person: Traveller
    folder: Path

    def thread(self, card: Json) -> None:
        """Take the card with its thread beside it, and as a telephone shows it."""
        where = f"{self.person.channel}/thread/{card['ts']}"
        for scheme in SCHEMES:
            with self._look(where, scheme=scheme) as page:
                page.get_by_role("img", name="loss").first.wait_for()
                self._take(page, "page", scheme)
        with self._look(where, size=PHONE) as page:
            page.get_by_role("img", name="loss").first.wait_for()
            self._take(page, "narrow", "light")

    def home(self) -> None:
        self.person.person.get("home")
        for scheme in SCHEMES:
            with self._look("home", scheme=scheme) as page:
                page.get_by_test_id("home").get_by_text("increment").first.wait_for()
                self._take(page, "home", scheme)

    def modal(self, name: str) -> None:
        """Take the modal that is open for the person."""
        for scheme in SCHEMES:
            with self._look(self.person.channel, scheme=scheme) as page:
                page.get_by_role("dialog").wait_for()
                self._take(page, name, scheme)

    @contextmanager
    def _look(
        self, where: str, *, scheme: str = "light", size: tuple[int, int] = WIDE
    ) -> Generator[Page]:
        address = f"{self.url}/#/{self.person.person.user}/{where}"
        with browser_page(address, browser=self.browser, scheme=scheme, size=size) as page:
            yield page

    def _take(self, page: Page, name: str, scheme: str) -> None:
        page.wait_for_timeout(SETTLED)
        file = self.folder / (f"{name}.png" if scheme == "light" else f"{name}-dark.png")
        page.screenshot(path=file, animations="disabled", caret="hide")
        print(file)  # noqa: T201


def take(folder: Path) -> None:
    """Play the whole way once and write all pictures into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="tuner-pictures-") as data,
        Playground(Path(data)) as everything,
        open_browser() as browser,
    ):
        ben = Traveller.arrive(everything.slack_url, "Ben", "tuning", told=_say)
        camera = Camera(browser, everything.slack_url, ben, folder)
        form = ben.open_form(EMAIL)
        camera.modal("form")
        ben.fill_in(form, "tickets.csv", TROUBLED, display_name="tickets")
        found = ben.modal(lambda view: "slack_file" in str(view))  # with the picture of lengths
        camera.modal("preflight")
        ben.press(found, "Drop empty rows")
        ben.see("What would change")
        camera.modal("fix")
        ben.close()
        form = ben.open_form(EMAIL)
        ben.press(form, "More settings", values=filled(form, display_name="increment"))
        form = ben.see("Description")
        card = ben.start(ben.fill_in(form, SAMPLE, description=DESCRIPTION))
        ben.close()
        card = ben.follow(card)
        ben.ask("increment", QUESTION)
        camera.thread(card)
        camera.home()
        ben.type("/models", "increment")
        details = ben.see("increment", "Base model")
        camera.modal("details")
        ben.press(details, "Training")
        ben.see("Batch size")
        camera.modal("training")


def _say(words: str) -> None:
    print(words)  # noqa: T201


def main() -> None:
    try:
        take(Path(sys.argv[1]) if sys.argv[1:] else FOLDER)
    except pytest.skip.Exception as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    main()
