"""A model is shared, taken back and handed over."""

import pytest

from bot.domain import JobState, Role
from bot.errors import NotAllowed
from handlers.views import ask, share
from tests import make
from tests.handlers.conftest import GRANT, Bot, Somebody


def opened(bot: Bot, ada: Somebody, tuning: str) -> str:
    bot.link(ada.user)
    job = bot.job(ada.user, tuning, JobState.READY)
    ada.command(tuning, "/models", "share increment")
    return job.id


def test_a_model_is_shared_with_an_address_and_taken_back(
    bot: Bot, ada: Somebody, tuning: str
) -> None:
    job = opened(bot, ada, tuning)
    ada.submit(ada.modal(share.SUBMIT), email="ben@example.com", role=Role.WRITER)
    shared = ada.modal("Shared: *ben@example.com*", share.TAKE_BACK)
    assert "ben@example.com" in {it.email for it in bot.tuner.models.permissions(job, by=ada.user)}

    ada.press(shared, share.TAKE_BACK)
    ada.modal("Taken back")
    left = bot.tuner.models.permissions(job, by=ada.user)
    assert "ben@example.com" not in {it.email for it in left}


def test_somebody_here_is_known_by_the_account_that_they_linked(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    opened(bot, ada, tuning)
    ada.submit(ada.modal(share.SUBMIT), user=ben.user)
    ada.modal("has not linked a Google account", "initial_user")

    bot.link(ben.user)
    ada.submit(ada.modal(share.SUBMIT), user=ben.user)
    ada.modal("Shared: *ada@example.com*")  # the address that `link` gives everybody
    told = ben.message(ben.direct, f"<@{ada.user}> shared *increment* with you")
    ben.press(told, ask.OPEN)
    ben.submit(ben.modal("Ask increment"), question="LXI")
    ben.modal("says: LXI")


def test_everyone_is_a_tick(bot: Bot, ada: Somebody, tuning: str) -> None:
    opened(bot, ada, tuning)
    form = ada.modal(share.SUBMIT)
    [tick] = [it["element"]["options"] for it in form["blocks"] if it["block_id"] == "everyone"]
    ada.submit(form, everyone=tick)

    ada.modal("Shared: Everyone asks")


def test_what_the_service_refuses_stays_in_the_form(bot: Bot, ada: Somebody, tuning: str) -> None:
    opened(bot, ada, tuning)
    form = ada.modal(share.SUBMIT)
    bot.service.trouble = NotAllowed("Only its owner shares it.")
    ada.submit(form, email="ben@example.com")

    ada.modal("Only its owner shares it.", "'initial_value': 'ben@example.com'")


def test_a_model_is_handed_over_after_a_warning(bot: Bot, ada: Somebody, tuning: str) -> None:
    opened(bot, ada, tuning)
    ada.press(ada.modal(share.HAND_OVER), share.HAND_OVER)
    ada.submit(ada.modal("You stay as somebody"), email="ben@example.com")

    ada.modal("*increment* has a new owner")


def test_the_new_owner_is_told(bot: Bot, ada: Somebody, ben: Somebody, tuning: str) -> None:
    job = opened(bot, ada, tuning)
    bot.store.workspace(bot.workspace).accounts.link(
        make.account(user=ben.user, email="ben@example.com"), GRANT
    )
    ada.press(ada.modal(share.HAND_OVER), share.HAND_OVER)
    ada.submit(ada.modal("You stay as somebody"), user=ben.user)

    ben.message(ben.direct, f"<@{ada.user}> made you the owner of *increment*")
    assert bot.tuner.job(job).owner == ben.user


@pytest.mark.parametrize(
    ("text", "said"), [("share", "/models share NAME"), ("share decrement", "I can't find")]
)
def test_without_a_known_name_it_says_how(
    bot: Bot, ben: Somebody, tuning: str, text: str, said: str
) -> None:
    ben.command(tuning, "/models", text)

    ben.message(tuning, said)
