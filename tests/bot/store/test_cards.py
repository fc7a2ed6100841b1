"""What the store promises of cards: none is posted blindly, and none is lost."""

from dataclasses import replace
from datetime import timedelta

from bot.store import TELL_LEASE, Store
from tests import make
from tests.bot.store.writing import written

SECOND = timedelta(seconds=1)


def test_one_at_a_time_puts_up_a_card(store: Store) -> None:
    ours = store.workspace("T1")
    written(ours)

    assert ours.cards.posting("cat", make.NOON) == 0
    assert ours.cards.posting("cat", make.NOON + TELL_LEASE - SECOND) is None
    assert ours.cards.posting("cat", make.NOON + TELL_LEASE) == 1, "it was perhaps posted"


def test_what_was_certainly_not_posted_is_not_counted(store: Store) -> None:
    ours = store.workspace("T1")
    written(ours)
    for _ in range(3):
        assert ours.cards.posting("cat", make.NOON) == 0
        ours.cards.refused("cat")


def test_a_card_that_is_there_is_not_put_up_again(store: Store) -> None:
    ours = store.workspace("T1")
    written(ours)
    assert ours.cards.posting("cat", make.NOON) == 0

    assert ours.cards.posted("cat", make.CARD)
    assert not ours.cards.posted("cat", replace(make.CARD, ts="2.0"))

    assert ours.jobs.job("cat").card == make.CARD
    assert ours.cards.posting("cat", make.NOON + TELL_LEASE) is None


def test_a_card_that_is_gone_makes_room_for_one_and_only_once(store: Store) -> None:
    ours = store.workspace("T1")
    written(ours)
    assert ours.cards.posted("cat", make.CARD)

    assert ours.cards.gone("cat", make.CARD)
    assert not ours.cards.gone("cat", make.CARD)
    assert ours.cards.posting("cat", make.NOON) == 0
    assert ours.cards.posted("cat", replace(make.CARD, ts="2.0"))
    assert not ours.cards.gone("cat", make.CARD), "that is another one"
