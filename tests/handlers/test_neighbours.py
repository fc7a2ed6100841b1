"""Ids of another workspace reach nothing, and are answered as ids that never were.

What `handlers.register` registers is tried by itself: a new listener needs no line here, only a
new kind of one does.
"""

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import App, BoltContext, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

import handlers
from bot.accounts import GoogleAccounts
from bot.app import make_tuners
from bot.domain import Audience, JobState, Policy
from bot.leaving import Leaving
from bot.sheets import Sheets
from bot.store import Store
from bot.tuner import Tuner
from handlers.limiter import Limiter
from handlers.views import ask, cancel, delete, share, update
from tests import make
from tests.bot.store.writing import written
from tests.fakes import FakeService
from tests.handlers.conftest import GOOGLE, PIXEL, no_token
from tests.handlers.forms import filled
from tests.handlers.recording import RecordingSlack, ResponseUrl

Json = dict[str, Any]

THEIRS, OURS = "T1", "T2"
CANARY = "Canarybird"
NEVER = "Zyzzyvafly"
WORDS = ("", "{}", "cancel {}", "describe {}", "share {}", "delete {}", "find {}", "log {}")
MORE_WORDS = ("{} why?", "private {} why?", "status", "settings", "mine", "help", "connect")


class Inline(ThreadPoolExecutor):
    """Runs what it is given at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # pyright: ignore[reportIncompatibleMethodOverride]
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


class AtOnce(handlers.Stage):
    def __init__(self) -> None:
        super().__init__(new_incident=lambda: "abc123")
        self._pool = Inline(1)


class Roll(App):
    """Keeps a list of what is registered."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.listed: set[tuple[str, str]] = set()

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name not in {"command", "action", "view", "options", "shortcut", "event"}:
            return found

        def listed(constraint: str | re.Pattern[str], *rest: Any, **more: Any) -> Any:
            self.listed.add((name, example(constraint)))
            return found(constraint, *rest, **more)

        return listed


def example(constraint: str | re.Pattern[str]) -> str:
    """Return what a listener hears; of buttons that are many, one."""
    if isinstance(constraint, str):
        return constraint
    begins = constraint.pattern.replace("\\", "")
    return begins + ("trim" if "fix" in begins else "10")


@dataclass
class Street:
    """Two workspaces in one store. Everybody is an admin in theirs."""

    store: Store
    services: dict[str, FakeService] = field(default_factory=lambda: defaultdict(FakeService))
    count: int = 0

    def __post_init__(self) -> None:
        self.slack = RecordingSlack(
            users_info={"user": {"id": "U1", "is_admin": True, "profile": {}}},
            views_open={"view": {"id": "V1", "hash": "h"}},
            views_update={"view": {"id": "V1", "hash": "h"}},
            conversations_history={"messages": []},
            usergroups_list={"usergroups": []},
            chat_getPermalink={"permalink": "https://example.com"},
        )
        accounts = GoogleAccounts(GOOGLE, self.store)
        parts = handlers.Parts(
            tuner_for=make_tuners(
                self.store,
                lambda workspace, _user, _site=None: self.services[workspace],
                lambda: make.NOON,
                eager=timedelta(),
                who=handlers.People(lambda _: self.slack).of,
            ),
            client_for=lambda _: self.slack,
            accounts=accounts,
            leaving=Leaving(self.store, accounts, timedelta(days=30)),
            files=handlers.Files([]),
            sheets=Sheets(no_token),
            wake=lambda: None,
            people=handlers.People(lambda _: self.slack),
        )
        self.tuner_for: Callable[[str], Tuner] = parts.tuner_for
        self.app = Roll(process_before_response=True, authorize=authorize, client=WebClient())
        self.app.use(self._put)
        herald = handlers.CardAndThread(parts.client_for, limiter=Limiter({}))
        reader = handlers.DraftReader(parts, handlers.Histograms(lambda *_, **__: PIXEL))
        handlers.register(self.app, AtOnce(), parts, herald, reader)
        self._move_in()

    def _put(self, context: BoltContext, next_: Callable[[], None]) -> None:
        context["client"], context["respond"] = self.slack, ResponseUrl(self.slack)
        next_()

    def _move_in(self) -> None:
        theirs = self.store.workspace(THEIRS)
        theirs.accounts.link(make.account(email=f"{CANARY}@example.com"), "x")
        order = make.order(display_name=CANARY, audience=Audience.EVERYONE, model_id="their-model")
        theirs.drafts.receive(make.draft(id="their-draft", order=order), now=make.NOON)
        for id_, state in (("their-job", JobState.READY), ("their-run", JobState.TUNING)):
            name = CANARY if state is JobState.READY else f"{CANARY} runs"
            job = replace(order, display_name=name, model_id="" if "run" in id_ else "their-model")
            claim = written(theirs, id_, order=job, card=make.CARD)
            moved = replace(claim.job, state=state)
            assert theirs.jobs.advance(claim, moved, look_at=None)
        theirs.answers.keep(make.kept(id="their-answer", job="their-job"))
        theirs.requests.ask(make.request(job="their-job"))
        theirs.departed.left("U1", make.NOON)
        theirs.settings.set_policy(Policy(project=CANARY, changed_by=CANARY))
        theirs.audit.append(make.deed(about=CANARY, subject="their-job"))

    def try_(self, body: Json) -> str:
        """Return all that somebody of a workspace learns from it, which is new each time."""
        self.slack.calls.clear()
        self.count += 1
        ours = f"T2x{self.count}x"
        said = json.dumps(body).replace(f'"{OURS}"', f'"{ours}"')
        answer = self.app.dispatch(BoltRequest(body=said, mode="socket_mode"))
        told = repr((answer.status, answer.body, self.slack.calls)).replace(ours, OURS)
        return re.sub(r"https://accounts[^'\"\\\\]+", "URL", told)  # has a secret in it

    def belongings(self) -> str:
        it = self.store.workspace(THEIRS)
        kept = [it.jobs.jobs(), it.drafts.draft("their-draft"), it.answers.feedback("their-job")]
        kept += [it.requests.requests(), it.audit.deeds(), it.settings.policy()]
        return repr([*kept, it.accounts.account("U1"), self.services[THEIRS]])


def authorize(team_id: str) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id=team_id, bot_token="xoxb-1", bot_id="B1", bot_user_id="UBOT"
    )


IDS = ("their-job", "their-run", "their-model", "their-draft", "their-answer")


def values(id_: str) -> list[str]:
    """Return what buttons carry, with an id in it."""
    whole = {"id": id_, "job": id_, "base_model": f"tunedModels/{id_}", "by": "U1", "text": id_}
    plain = [id_, f"answer {id_}", f"generativeai {id_}", f"generativeai answer {id_}"]
    words = [f"{word} {id_}" for word in ("update", "share", "delete", "code", "send", "all 0")]
    return [*plain, *words, json.dumps(whole)]


def views(id_: str) -> list[Json]:
    """Return the forms that know a model, as they come back filled in."""
    job = make.job(id=id_, order=make.order(display_name="x"))
    about = share.Sharing.about(job)
    words = update.Description(id=id_, display_name="x", description="", seen="1", place={})
    asked = ask.Asking(job=id_, name="x", channel="C1", thread_ts="1.0")
    forms: list[Json] = [
        filled(ask.build(asked), question="why?"),
        filled(cancel.build(job)),
        filled(delete.build(job, [], {})),
        filled(share.build(about, []), email="m@example.com"),
        filled(share.hand_over(about), email="m@example.com"),
        filled(update.build(words)),
    ]
    data = {"id": id_, "job": id_, "draft": id_, "channel": "C1", "thread_ts": "1.0", "name": "x"}
    plain: Json = {"blocks": [], "state": {"values": {}}, "private_metadata": json.dumps(data)}
    alone = plain | {"private_metadata": id_}
    return [it | {"id": "V1", "hash": "h", "type": "modal"} for it in [*forms, plain, alone]]


BASE: Json = {
    "team": {"id": OURS},
    "team_id": OURS,
    "user": {"id": "U2", "username": "mallory", "team_id": OURS},
    "trigger_id": "t",
}


def commands(name: str, _: str, called: str) -> Iterator[Json]:
    who = {"user_id": "U2", "user_name": "mallory", "channel_id": "C1"}
    for words in (*WORDS, *MORE_WORDS):
        yield {**BASE, **who, "command": name, "text": words.format(called)}


def actions(name: str, id_: str, _: str) -> Iterator[Json]:
    message = {"channel": {"id": "C1"}, "message": {"ts": "2.0", "thread_ts": "1.0"}}
    forms = views(id_)
    for value in values(id_):
        chosen = {"value": value, "text": {"text": "x"}}
        pressed = {"action_id": name, "block_id": "b", "value": value, "type": "button"}
        action = pressed | {"selected_option": chosen}
        for place in (message, *({"view": forms[it]} for it in (0, 3, -2))):
            yield {**BASE, **place, "type": "block_actions", "actions": [action]}


def submissions(name: str, id_: str, _: str) -> Iterator[Json]:
    for it in views(id_):
        yield {**BASE, "type": "view_submission", "view": it | {"callback_id": name}}


def suggestions(name: str, id_: str, called: str) -> Iterator[Json]:
    for typed in ("", called[:5], called, id_):
        asked = {"type": "block_suggestion", "action_id": name, "block_id": "b"}
        yield {**BASE, **asked, "value": typed}


def shortcuts(name: str, _: str, __: str) -> Iterator[Json]:
    files: list[Json] = []
    where: Json = {"message": {"ts": "1.0", "files": files}, "channel": {"id": "C1"}}
    for sort in ("shortcut", "message_action"):
        yield {**BASE, **where, "type": sort, "callback_id": name}


def events(name: str, id_: str, called: str) -> Iterator[Json]:
    for text in (called, f"<@UBOT> {called} why?", f"<@UBOT> {id_} why?"):
        said = {"type": name, "user": "U2", "text": text, "channel": "C1", "ts": "3.0"}
        event = {**said, "thread_ts": "1.0", "channel_type": "im", "tab": "home"}
        yield {"type": "event_callback", "team_id": OURS, "event": event}


# What Slack could send to each kind of listener, about an id, or about what is called so.
BODIES: dict[str, Callable[[str, str, str], Iterator[Json]]] = {
    "command": commands,
    "action": actions,
    "view": submissions,
    "options": suggestions,
    "shortcut": shortcuts,
    "event": events,
}


def learnt(street: Street, body: Json, id_: str, called: str) -> str:
    told = street.try_(body)
    for word in (id_, called, called[:5], id_.lower(), called.lower()):
        told = told.replace(word, "ID")
    return told


def attempts(street: Street) -> list[tuple[str, Json, Json]]:
    """Return each thing to try, with the same about an id and a name that never were."""
    found: list[tuple[str, Json, Json]] = []
    for kind, name in sorted(street.app.listed):
        for id_ in IDS:
            never = "never-" + id_[6:]
            theirs_, nobodys_ = BODIES[kind](name, id_, CANARY), BODIES[kind](name, never, NEVER)
            both = zip(theirs_, nobodys_, strict=True)
            found += [(id_, theirs, nobodys) for theirs, nobodys in both]
    return found


def check(street: Street, tries: list[tuple[str, Json, Json]]) -> None:
    before = street.belongings()
    for id_, theirs, nobodys in tries:
        told = learnt(street, theirs, id_, CANARY)
        assert told == learnt(street, nobodys, "never-" + id_[6:], NEVER), theirs
        assert "Canary" not in told, theirs
    assert street.belongings() == before


def test_what_is_registered_is_all_tried_and_is_not_nothing(store: Store) -> None:
    street = Street(store)
    tried = {(kind, name) for kind, name in street.app.listed if any(BODIES[kind](name, "x", "y"))}

    assert tried == street.app.listed, "each that is registered, and every kind of them"
    assert {kind for kind, _ in tried} == set(BODIES)
    assert len(tried) > 60


def test_what_a_neighbour_has_is_there_for_the_neighbour(store: Store) -> None:
    """The attempts mean something: in their own workspace they reach it."""
    street = Street(store)
    body = next(actions("details.press", "their-job", CANARY))
    told = street.try_(body | {"team": {"id": THEIRS}, "team_id": THEIRS})

    assert CANARY in told


def test_ids_of_another_workspace_reach_nothing_and_are_as_if_they_never_were(
    store: Store,
) -> None:
    street = Street(store)
    every, chance = attempts(street), random.Random(1)  # noqa: S311 - no secret

    check(street, chance.sample(every, 600))


@pytest.mark.soak
def test_ten_thousand_attempts_reach_nothing(store: Store) -> None:
    street = Street(store)
    every, chance = attempts(street), random.Random(2)  # noqa: S311 - no secret

    check(street, chance.choices(every, k=10_000))
