"""The way back from Google: two identities are named, and nothing is linked before a yes."""

import logging
import re
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin

import pytest
import requests

from bot.accounts import GoogleAccounts
from bot.domain import Account, LinkAttempt, PendingLink, Person
from bot.store import Store
from bot.web import Health, WebServer, make_web
from playground.together import free_ports
from tests.bot.accounts.signing_in import client_of, consent, local_google
from tests.playground.google.local import Google

ADA = Person(workspace="T1", user="U1", name="Ada <b>", workspace_name="Acme & Co")


@dataclass
class Ear:
    """Writes down what Slack would be told."""

    heard: list[LinkAttempt | PendingLink] = field(default_factory=list[LinkAttempt | PendingLink])
    words: str = ""
    trouble: Exception | None = None

    def linked(self, link: PendingLink) -> None:
        self.heard.append(link)
        if self.trouble:
            raise self.trouble

    def failed(self, attempt: LinkAttempt, words: str) -> None:
        self.heard.append(attempt)
        self.words = words


@dataclass
class Site:
    """What is under test, and the parts around it."""

    url: str
    accounts: GoogleAccounts
    ear: Ear
    health: dict[str, bool]

    def come_back(self, email: str = "ada@playground.test", **how: str) -> requests.Response:
        return requests.get(consent(self.accounts.begin(ADA, "form"), email, **how), timeout=10)

    def answer(self, page: requests.Response, answer: str) -> requests.Response:
        """Press one of the two buttons."""
        action = re.search(r'<form method="post" action="([^"]+)"', page.text)
        secret = re.search(r'name="secret" value="([^"]+)"', page.text)
        assert action
        assert secret
        where = urljoin(page.url, unescape(action[1]))
        return requests.post(where, data={"secret": secret[1], "answer": answer}, timeout=10)


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Generator[Google]:
    with local_google(tmp_path_factory.mktemp("google")) as running:
        yield running


@pytest.fixture
def site(google: Google, store: Store) -> Generator[Site]:
    port = free_port()  # it stands in the address that people come back to, so it comes first
    url = f"http://127.0.0.1:{port}"
    accounts = GoogleAccounts(client_of(google, redirect_url=f"{url}/google/callback"), store)
    ear, health = Ear(), {"slack": True, "clock": True}
    server = WebServer(
        make_web(accounts, ear, Health(lambda: health, lambda: (b"tuner 1", "text/plain"))),
        "127.0.0.1",
        port,
    )
    server.start()
    yield Site(url, accounts, ear, health)
    server.stop()
    assert not server.is_alive


def free_port() -> int:
    return free_ports(1)[0]


@contextmanager
def watching_opens(opened: list[str]) -> Generator[None]:
    """Write down what files are opened meanwhile, by whatever thread."""
    on = True

    def hear(event: str, args: tuple[object, ...]) -> None:
        if on and event in {"open", "sqlite3.connect"}:
            opened.append(str(args[0]))

    sys.addaudithook(hear)  # can't be taken away again
    try:
        yield
    finally:
        on = False


def linked(store: Store) -> Account | None:
    return store.workspace("T1").accounts.account("U1")


def test_the_page_names_both_identities_and_links_nothing_yet(site: Site, store: Store) -> None:
    page = site.come_back()
    assert page.status_code == 200
    assert "ada@playground.test" in page.text
    assert "Ada &lt;b&gt; in Acme &amp; Co" in page.text
    assert linked(store) is None
    assert site.ear.heard == []


def test_yes_links_and_slack_hears_of_it(site: Site, store: Store) -> None:
    done = site.answer(site.come_back(), "yes")
    assert done.status_code == 200
    assert "is linked" in done.text
    assert linked(store)
    [link] = site.ear.heard
    assert (link.person, link.intent) == (ADA, "form")
    assert isinstance(link, PendingLink)
    assert link.credentials == ""


def test_no_links_nothing(site: Site, store: Store) -> None:
    page = site.come_back()
    assert "Nothing was linked" in site.answer(page, "no").text
    assert site.answer(page, "yes").status_code == 400
    assert linked(store) is None
    assert site.ear.heard == []


def test_a_yes_works_once(site: Site) -> None:
    page = site.come_back()
    site.answer(page, "yes")
    assert site.answer(page, "yes").status_code == 400
    assert len(site.ear.heard) == 1


def test_declining_at_google_is_said_on_the_page_and_in_slack(site: Site) -> None:
    page = site.come_back(choice="cancel")
    assert page.status_code == 400
    assert "did not allow it" in page.text
    assert "<code>/tune connect</code>" in page.text
    [attempt] = site.ear.heard
    assert (attempt.person, attempt.intent) == (ADA, "form")
    assert "did not allow it" in site.ear.words


@pytest.mark.parametrize("query", ["", "?state=made-up&code=4/x", "?state=a&state=b", "?error=x"])
def test_nobody_comes_back_who_was_not_sent(site: Site, query: str) -> None:
    page = requests.get(f"{site.url}/google/callback{query}", timeout=10)
    assert page.status_code == 400
    assert "run out" in page.text
    assert site.ear.heard == []


PATHS = [
    "../../../../etc/passwd",
    "..%2f..%2ftuner.db",
    "%2e%2e%2fkey",
    "/etc/passwd",
    "file:///etc/passwd",
    "..\\..\\key",
    "key%00.txt",
]


@pytest.mark.parametrize("state", PATHS)
def test_a_state_that_is_a_path_reads_nothing(site: Site, state: str) -> None:
    opened = list[str]()
    with watching_opens(opened):
        page = requests.get(f"{site.url}/google/callback?state={state}&code=4/x", timeout=10)

    assert page.status_code == 400
    assert "run out" in page.text
    assert not [it for it in opened if "passwd" in it or ".." in it or "key" in it]


def test_one_who_opens_another_s_link_is_told_whose_it_is_and_can_say_no(
    site: Site, store: Store
) -> None:
    page = site.come_back("ben@playground.test")  # Ada's link, and Ben's browser

    assert "ben@playground.test" in page.text
    assert "Ada &lt;b&gt; in Acme &amp; Co" in page.text
    assert "somebody may have sent" in " ".join(page.text.split())
    assert linked(store) is None
    told = site.answer(page, "no")
    assert "Tuner has forgotten that account" in told.text
    assert linked(store) is None


def test_slack_being_away_undoes_no_link(site: Site, store: Store) -> None:
    site.ear.trouble = OSError("away")
    assert site.answer(site.come_back(), "yes").status_code == 200
    assert linked(store)


def test_a_page_gives_no_address_and_no_secret_away(site: Site) -> None:
    headers = site.come_back().headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "server" not in headers


def test_a_visit_to_the_page_is_not_a_yes(site: Site) -> None:
    assert requests.get(f"{site.url}/google/confirm", timeout=10).status_code == 405


def test_a_body_that_is_too_big_is_not_read(site: Site) -> None:
    where = f"{site.url}/google/confirm"
    assert requests.post(where, data="x" * 5000, timeout=10).status_code == 413
    assert requests.post(where, data=iter([b"x=1"]), timeout=10).status_code == 413  # no length


@pytest.mark.parametrize("body", ["", "secret=made-up&answer=yes", "answer=yes", "%ff=%00"])
def test_a_form_of_ones_own_links_nothing(site: Site, body: str) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    page = requests.post(f"{site.url}/google/confirm", data=body, headers=kind, timeout=10)
    assert page.status_code == 400
    assert site.ear.heard == []


def test_a_path_that_is_none_gets_words(site: Site) -> None:
    page = requests.get(f"{site.url}/admin", timeout=10)
    assert page.status_code == 404
    assert "Tuner lives in Slack" in page.text


def test_trouble_of_ours_gets_an_incident_and_no_traceback(
    site: Site, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(*_: object) -> None:
        raise ValueError("secret words")

    monkeypatch.setattr(site.accounts, "returned", break_down)
    with caplog.at_level(logging.ERROR, "bot.web"):
        page = requests.get(f"{site.url}/google/callback?state=x", timeout=10)
    assert page.status_code == 500
    incident = re.search(r"incident <code>(\w+)</code>", page.text)
    assert incident
    assert f"incident={incident[1]}" in caplog.text
    assert "secret words" not in page.text
    assert "Traceback" not in page.text


def test_health_says_which_part_is_not_well(site: Site) -> None:
    assert requests.get(f"{site.url}/readyz", timeout=10).json() == {"slack": True, "clock": True}
    site.health["slack"] = False
    answer = requests.get(f"{site.url}/readyz", timeout=10)
    assert (answer.status_code, answer.json()["slack"]) == (503, False)
    assert requests.get(f"{site.url}/healthz", timeout=10).json() == {"tuner": "alive"}
    assert requests.get(f"{site.url}/metrics", timeout=10).text == "tuner 1"


def test_a_port_that_is_taken_is_noticed_at_once(site: Site) -> None:
    port = int(site.url.rsplit(":", 1)[1])
    with pytest.raises(OSError, match="in use"):
        WebServer(
            make_web(site.accounts, site.ear, Health(dict, lambda: (b"", ""))), "127.0.0.1", port
        )
