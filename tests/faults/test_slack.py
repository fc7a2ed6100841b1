"""Every row of what Slack can do to us, wherever we speak: one honest message, and none lost."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.domain import JobState, NewsKind
from tests.faults.slack_rig import Rig

Rule = Mapping[str, Any]

# Nothing was done, and Slack says so.
REFUSED: dict[str, Rule] = {
    "429": {"kind": "429", "retry_after": 3},
    "429-silent": {"kind": "429"},
    "ratelimited": {"kind": "ratelimited"},
    "invalid_auth": {"kind": "invalid_auth"},
    "token_revoked": {"kind": "token_revoked"},
    "token_expired": {"kind": "token_expired"},
    "account_inactive": {"kind": "account_inactive"},
}
# It was done or not, and nobody says which.
KINDS = ("500", "503", "reset", "hang", "html", "internal_error", "fatal_error")
UNKNOWN: dict[str, Rule] = {
    **{kind: {"kind": kind, "seconds": 2} for kind in KINDS},
    **{f"{kind}-after": {"kind": kind, "after": True, "seconds": 2} for kind in KINDS},
    "half": {"kind": "half"},
}
EVERY = REFUSED | UNKNOWN
WHERE = {
    "card": {"method": "chat.postMessage"},
    "reply": {"method": "chat.postMessage", "first": 2},
    "edit": {"method": "chat.update"},
}
TOLD = {"card": 1, "started:25": 1, "progress:25": 1, "ready:100": 1}

at_each_place = pytest.mark.parametrize("place", WHERE)
each_row = pytest.mark.parametrize("row", EVERY)


@at_each_place
@each_row
def test_all_is_told_once_and_the_card_is_right(rig: Rig, row: str, place: str) -> None:
    rig.order(**EVERY[row], **WHERE[place])
    rig.whole_story()

    assert rig.keys() == TOLD
    assert "is ready" in rig.card()["text"]
    assert rig.job.card
    assert rig.job.card.channel == rig.channel
    assert rig.service.starts == [rig.id]


@each_row
def test_without_the_history_nothing_is_told_twice_and_the_card_is_right(
    blind_rig: Rig, row: str
) -> None:
    blind_rig.order(**EVERY[row], **WHERE["reply"])
    blind_rig.whole_story()

    said = blind_rig.keys()
    assert max(said.values()) == 1
    assert set(TOLD) - set(said) <= ({"started:25"} if row in UNKNOWN else set())
    assert "is ready" in blind_rig.card()["text"]


@pytest.mark.parametrize("row", UNKNOWN)
def test_without_the_history_a_card_in_doubt_is_followed_in_its_owners_conversation(
    blind_rig: Rig, row: str
) -> None:
    blind_rig.order(**UNKNOWN[row], **WHERE["card"])
    blind_rig.whole_story()

    card = blind_rig.card()
    assert card["channel"] == blind_rig.direct
    assert "I follow it here" in str(card["blocks"])
    assert "is ready" in card["text"]
    said = dict(blind_rig.keys())
    assert said.pop("card") <= 2
    assert said == {key: 1 for key in TOLD if key != "card"}
    assert blind_rig.service.starts == [blind_rig.id]


@pytest.mark.parametrize("error", ["channel_not_found", "not_in_channel", "is_archived"])
def test_a_closed_channel_stops_no_job_and_its_owner_hears_how_to_open_it(
    rig: Rig, error: str
) -> None:
    rig.begin()
    rig.round()
    rig.order(method="chat.update", kind=error, times=0)
    rig.stands(JobState.TUNING, 1)
    rig.round(2)
    rig.stands(JobState.TUNING, 3)
    rig.round(2)
    assert rig.keys() == {"card": 1, "shut:0": 1}

    rig.stands(JobState.READY, 4)
    rig.round(2)
    assert rig.keys() == {"card": 1, "shut:0": 1, "ready:100": 1}
    [hint] = [it for it in rig.ben.messages(rig.direct) if f"*{rig.id}* stands still" in str(it)]
    assert "/invite @tuner" in hint["text"]


@pytest.mark.parametrize("error", ["channel_not_found", "not_in_channel", "is_archived"])
def test_where_there_can_be_no_card_nothing_is_started(rig: Rig, error: str) -> None:
    rig.order(method="chat.postMessage", kind=error)
    rig.begin()
    rig.round(2)

    assert rig.keys() == {}
    assert rig.service.starts == []


@pytest.mark.parametrize("error", ["msg_too_long", "msg_blocks_too_long", "invalid_blocks"])
@at_each_place
def test_what_does_not_fit_is_said_in_plain_words(rig: Rig, place: str, error: str) -> None:
    rig.order(kind=error, **WHERE[place])
    rig.whole_story()

    assert rig.keys() == TOLD
    assert "is ready" in rig.card()["text"]


def test_what_never_fits_is_given_up_and_seen(rig: Rig) -> None:
    rig.begin()
    rig.round()
    rig.order(method="chat.postMessage", kind="invalid_blocks", times=0)
    rig.stands(JobState.READY, 4)
    rig.round(12)

    assert [kind for _, kind in rig.tuner.untold()] == [NewsKind.READY]
    assert "is ready" in rig.card()["text"]


def test_without_the_scope_for_files_the_curve_is_off_and_the_thread_hears_so(rig: Rig) -> None:
    rig.order(method="files.*", kind="missing_scope", times=0)
    rig.whole_story()
    assert rig.job.card
    hints = [
        it for it in rig.ben.messages(rig.channel, rig.job.card.ts) if "files:write" in it["text"]
    ]

    assert len(hints) == 1
    assert rig.keys() == TOLD


def test_a_card_that_is_not_there_any_more_is_put_up_anew_once(rig: Rig) -> None:
    rig.begin()
    rig.round()
    old = rig.job.card
    assert old
    rig.client.chat_delete(channel=old.channel, ts=old.ts)
    rig.stands(JobState.READY, 4)
    rig.round(3)

    assert rig.job.card
    assert rig.job.card != old
    assert rig.keys() == {"card": 1, "ready:100": 1}
    assert "is ready" in rig.card()["text"]


@pytest.mark.parametrize("kind", ["drip"])
def test_what_comes_slowly_comes_once(rig: Rig, kind: str) -> None:
    rig.order(method="chat.*", kind=kind, seconds=0.5, times=2)
    rig.whole_story()

    assert rig.keys() == TOLD
