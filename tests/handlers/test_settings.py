"""The workspace's API key: admins store it, nobody sees it."""

import pytest

from bot.permissions import ONLY_ADMINS
from handlers.views import settings
from playground.person import Json, Refused
from tests.handlers.conftest import Bot, Somebody


def google_tab(ada: Somebody, tuning: str) -> Json:
    ada.command(tuning, "/tune", "settings")
    ada.press(ada.modal(settings.SUBMIT), settings.GOOGLE)
    return ada.modal(settings.NONE_YET)


def test_an_admin_stores_a_key_and_forgets_it(bot: Bot, ada: Somebody, tuning: str) -> None:
    ada.submit(google_tab(ada, tuning), api_key="AIzaSy-secret-1234")
    stored = ada.modal(settings.STORED, "1234", f"<@{ada.user}>")
    assert "secret" not in str(stored)
    ours = bot.store.workspace(bot.workspace).settings
    assert ours.key() == "AIzaSy-secret-1234"

    ada.press(stored, settings.FORGET)
    ada.modal(settings.FORGOTTEN, settings.NONE_YET)
    assert ours.key() is None


def test_anybody_else_is_told_whose_that_is(bot: Bot, ben: Somebody, tuning: str) -> None:
    ben.command(tuning, "/tune", "settings")

    ben.modal(ONLY_ADMINS)
    assert settings.SUBMIT not in str(ben.view())


def test_a_key_that_is_none_is_marked(bot: Bot, ada: Somebody, tuning: str) -> None:
    form = google_tab(ada, tuning)

    with pytest.raises(Refused, match="one word"):
        ada.submit(form, api_key="two words")
    assert bot.store.workspace(bot.workspace).settings.key() is None
