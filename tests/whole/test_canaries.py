"""No credential gets out anywhere, and what people said stays where they put it."""

import base64
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from bot.signin import Grant
from bot.store.cipher import Cipher
from bot.store.sqlite import SqliteStore
from playground.journey import Traveller, text_of
from playground.person import Json
from playground.together import Mode, Playground
from tests.whole.api.conftest import link

pytestmark = pytest.mark.only("gemini")

EMAIL = "ben@playground.test"
ROW, OUT, BAD, ASKED, PRIVATE, CRASH, BACK = (
    f"canary{word}7f3a"
    for word in ("row", "output", "badrow", "prompt", "private", "crash", "state")
)
PAIRS = f"text_input,output\n{ROW} one,{OUT} uno\n{ROW} two,{OUT} due\n{ROW} three,{OUT} tre\n"
SPOILT = f"text_input,output\n{BAD},{BAD}\n{BAD},\n"
SPOILT_JSON = f'{{"text_input": "{BAD}", "output": "x"}}\n{{"text_input": "{BAD}", \n'


@dataclass(frozen=True)
class Traces:
    """Everything that the bot has left behind, or said."""

    files: dict[str, bytes]  # its log, its database, and what lies beside it
    said: Sequence[Json]  # its calls of Slack
    pages: Sequence[str]  # what it answered browsers

    def where(self, words: str) -> list[str]:
        """Return where these words stand."""
        found = [name for name, content in self.files.items() if words.encode() in content]
        found += [it["name"] for it in self.said if words in json.dumps(it["body"])]
        return [*found, *("page" for it in self.pages if words in it)]


@pytest.fixture(scope="module")
def playground(
    tiny_base: Path, tmp_path_factory: pytest.TempPathFactory, mode: Mode
) -> Iterator[Playground]:
    data = tmp_path_factory.mktemp("canaries")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUNER_LOG", "debug")
        options = ("--base", f"tiny={tiny_base}")
        with Playground(data, trainer=options, poll_seconds=0.3, mode=mode) as parts:
            yield parts


def store_of(playground: Playground) -> SqliteStore:
    folder = playground.data / "bot"
    key = base64.b64decode(folder.joinpath("key").read_text())
    return SqliteStore(folder / "tuner.db", Cipher(key))


def credentials(playground: Playground, workspace: str, user: str) -> dict[str, str]:
    """Return every secret there is, by what it is."""
    kept = store_of(playground).workspace(workspace).accounts.credentials(user)
    grant, slack, google = Grant.load(kept), playground.slack.said, playground.google.said
    return {
        **_tokens(playground, workspace),
        "Slack's client secret": slack["SLACK_CLIENT_SECRET"],
        "signing secret": slack["SLACK_SIGNING_SECRET"],
        "client secret": google["client-secret"],
        "access token": grant.token,
        "refresh token": grant.refresh_token,
        "API key": google["api-key"],
        "service account's key": key_lines(playground)[len(key_lines(playground)) // 2],
        "TUNER_KEY": playground.data.joinpath("bot", "key").read_text(),
    }


def key_lines(playground: Playground) -> list[str]:
    """Return the service account's private key, line by line."""
    told = json.loads((playground.data / "google" / "service-account.json").read_text())
    return told["private_key"].splitlines()


def _tokens(playground: Playground, workspace: str) -> dict[str, str]:
    """Return what the bot speaks to Slack with: from the settings, or from an installation."""
    if playground.mode == "socket":
        said = playground.slack.said
        return {"bot token": said["SLACK_BOT_TOKEN"], "app token": said["SLACK_APP_TOKEN"]}
    found = store_of(playground).installations.of(workspace)
    assert found
    return {"bot token": found.token, "token that renews it": found.refresh_token}


def spellings(secret: str, client: str) -> set[str]:
    """Return how a secret may be written: as it is, in an address, in a header, as bytes."""
    basic = base64.b64encode(f"{client}:{secret}".encode()).decode()
    written = {secret, quote(secret, safe=""), basic, base64.b64encode(secret.encode()).decode()}
    with suppress(ValueError):
        written.add(base64.b64decode(secret, validate=True).hex())
    return written


def fault(playground: Playground, method: str, status: int, times: int = 3) -> None:
    order = {"method": method, "status": status, "times": times}
    requests.post(f"{playground.google_url}/faults", json=order, timeout=30).raise_for_status()


def refused(ben: Traveller, name: str, content: str) -> None:
    """Try to start on a file that can't be learnt from."""
    form = ben.open_form(EMAIL)
    said = ben.fill_in(form, name, content.encode(), display_name="spoilt")
    assert "Line" in text_of(said)
    ben.close()


def break_a_row(playground: Playground) -> None:
    """Have the next look at the jobs fail, in words that quote what stands there."""
    with closing(sqlite3.connect(playground.data / "bot" / "tuner.db", timeout=30)) as db:
        db.execute("update jobs set audience = ? where state = 'ready'", [CRASH])
        db.commit()


def mend_the_row(playground: Playground) -> None:
    with closing(sqlite3.connect(playground.data / "bot" / "tuner.db", timeout=30)) as db:
        db.execute("update jobs set audience = 'channel' where audience = ?", [CRASH])
        db.commit()


def go_the_whole_way(playground: Playground, ben: Traveller, ada: Traveller) -> None:
    """Link, teach, ask, and fail in every way that can be made to happen."""
    ada.type("/tune", "settings")
    ada.press(ada.see("Who may start trainings"), "Google")
    ada.person.submit(ada.see("No key is stored"), api_key=playground.google.said["api-key"])
    ada.close()
    link(ben, EMAIL)
    refused(ben, "spoilt.csv", SPOILT)
    refused(ben, "spoilt.jsonl", SPOILT_JSON)
    form = ben.open_form(EMAIL)
    found = ben.fill_in(form, "pairs.csv", PAIRS.encode(), display_name="canned", epochs=30)
    fault(playground, "CreateTunedModel", 503, 1)
    card = ben.start(found)
    ben.close()
    assert "is ready" in text_of(ben.follow(card))
    ben.ask("canned", ASKED)
    ben.type("/ask", f"private canned {PRIVATE}")
    ben.hear(PRIVATE, "Again")
    fault(playground, "*GenerateContent", 500, 8)
    ben.type("/ask", f"private canned {PRIVATE} again")
    ben.hear("in trouble")
    requests.delete(f"{playground.google_url}/faults", timeout=30)
    break_a_row(playground)
    ben.type("/models")
    ben.hear("incident")
    mend_the_row(playground)


def pages(playground: Playground) -> list[str]:
    """Come back from Google with what nobody was given, and knock at every door."""
    url, state = playground.bot_url, f"state={BACK}&code=4/{BACK}{BACK}{BACK}"
    paths = [f"google/callback?{state}", "healthz", "metrics", f"{BACK}?{state}"]
    asked = [requests.get(f"{url}/{path}", timeout=30) for path in paths]
    form = {"secret": BACK, "answer": "yes"}
    asked.append(requests.post(f"{url}/google/confirm", data=form, timeout=30))
    return [f"{it.text}\n{it.headers}" for it in asked]


def traces(playground: Playground, answered: Sequence[str]) -> Traces:
    files = [
        playground.data / "logs" / "bot.log",
        *playground.data.joinpath("bot").glob("tuner.*"),
    ]
    journal = requests.get(f"{playground.slack_url}/person/journal", timeout=30)
    said = [it for it in journal.json()["entries"] if it["direction"] == "from_app"]
    return Traces({it.name: content_of(it) for it in files}, said, answered)


def content_of(file: Path) -> bytes:
    """Read it; some that lie beside the database come and go."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def test_no_credential_is_anywhere_and_words_are_only_where_their_owner_put_them(
    playground: Playground, ben: Traveller, ada: Traveller
) -> None:
    go_the_whole_way(playground, ben, ada)
    workspace: str = ben.person.get("workspace")["team"]["id"]
    secrets = credentials(playground, workspace, ben.person.user)
    client: str = playground.google.said["client-id"]
    running = traces(playground, pages(playground))
    assert "tuner.db-wal" in running.files
    assert b"KeyError: (its words are left out" in running.files["bot.log"]
    playground.bot.stop()
    stopped = traces(playground, ())

    for left in (running, stopped):
        for what, secret in secrets.items():
            assert len(secret) > 15, what
            for words in spellings(secret, client):
                assert left.where(words) == [], f"the {what} is there"
        for words in (ROW, OUT, BAD, ASKED, PRIVATE, CRASH, BACK):
            kept = {it for it in left.where(words) if it.startswith(("bot.log", "tuner.", "page"))}
            assert kept - _told_on_purpose(words) == set(), words
    _check_messages(ben, ada)


def _told_on_purpose(words: str) -> set[str]:
    """Return where the test itself wrote it."""
    return {"tuner.db", "tuner.db-wal"} if words == CRASH else set()


def _check_messages(ben: Traveller, ada: Traveller) -> None:
    """See what others can read: the public question, and no line of a file."""
    seen = str([ada.messages(), *(ada.thread(it["ts"]) for it in ada.messages())])
    assert ASKED in seen
    assert not [it for it in (ROW, BAD, PRIVATE, CRASH, BACK) if it in seen]
    assert PRIVATE in str(ben.messages())


def test_an_empty_search_would_be_noticed(playground: Playground) -> None:
    """The canaries are looked for as they would be written."""
    held = Traces({"f": b"x xoxb-1 y"}, [{"name": "chat.postMessage", "body": {"t": "é z"}}], ["p"])
    assert (held.where("xoxb-1"), held.where("z"), held.where("p")) == (
        ["f"],
        ["chat.postMessage"],
        ["page"],
    )
    assert "czNjcmV0" in spellings("s3cret", "c")
    assert os.environ.get("TUNER_LOG") == "debug"
