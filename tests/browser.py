"""A real browser for tests that look at pages."""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE = (1280, 860)
PHONE = (390, 780)
PATIENCE = 10_000  # milliseconds that anything on a page may take


def chromium() -> str:
    """Return where the browser is; skips the test where there is none, unless it is required."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found:
        return found
    words = "no Chromium on this machine (Debian: apt-get install chromium)"
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(words)
    pytest.skip(words)


@contextmanager
def open_browser() -> Generator[Browser]:
    """Run a browser for several pages; no `asyncio.run` can be used in this thread meanwhile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def browser_page(
    url: str,
    *,
    browser: Browser | None = None,
    size: tuple[int, int] = WIDE,
    scheme: str = "light",
    allow: tuple[str, ...] = (),
) -> Generator[Page]:
    """Open *url*, in *browser* if there is one, as somebody who was never there before.

    Whatever the page's scripts or its security policy complain about fails the test at its end,
    but for complaints that contain one of *allow*. With `SCREENSHOTS=folder` in the environment
    the last sight of each page is kept there, under the test's name.
    """
    complaints: list[str] = []
    with nullcontext(browser) if browser else open_browser() as opened:
        context = opened.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        _listen(page, complaints)
        try:
            page.goto(url)
            yield page
        finally:
            _keep_sight(page)
            context.close()
    left = [words for words in complaints if not any(it in words for it in allow)]
    assert not left, f"the page complained: {left}"


def _listen(page: Page, complaints: list[str]) -> None:
    def script(error: Error) -> None:
        complaints.append(str(error))

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} ({message.location.get('url', '')})")

    page.on("pageerror", script)
    page.on("console", console)


def _keep_sight(page: Page) -> None:
    folder = os.environ.get("SCREENSHOTS")
    if folder and not page.is_closed():
        name = os.environ["PYTEST_CURRENT_TEST"].split("::")[-1].split(" ")[0]
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")
