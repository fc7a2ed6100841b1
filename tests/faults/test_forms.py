"""What can befall what people press and fill in: they are told, and nothing happens twice."""

from collections.abc import Iterator

import pytest
import requests

from bot.domain import JobState
from handlers.views import preflight
from handlers.views import start as form
from playground.person import Refused
from playground.slack.testing import Running
from tests.handlers.conftest import CSV, Bot, Somebody, ada, ben, bot, line, slack, tuning
from tests.handlers.test_start import open_form, send

__all__ = ["ada", "ben", "bot", "line", "slack", "tuning"]  # their fixtures are ours


@pytest.fixture(autouse=True)
def _untroubled(slack: Running) -> Iterator[None]:
    yield
    requests.delete(f"{slack.url}/faults", timeout=5)


def order(slack: Running, **rule: object) -> None:
    requests.post(f"{slack.url}/faults", json=rule, timeout=5).raise_for_status()


@pytest.mark.parametrize("kind", ["expired_trigger_id", "exchanged_trigger_id"])
def test_a_form_that_came_too_late_opens_by_a_button(
    bot: Bot, slack: Running, ben: Somebody, tuning: str, kind: str
) -> None:
    bot.link(ben.user)
    order(slack, method="views.open", kind=kind)
    ben.command(tuning, "/tune")
    ben.press(ben.message(tuning, "took too long", "again.press"), "again.press")

    ben.modal(form.SUBMIT)


def test_the_button_does_the_same_command(
    bot: Bot, slack: Running, ada: Somebody, tuning: str
) -> None:
    order(slack, method="views.open", kind="expired_trigger_id")
    ada.command(tuning, "/tune", "settings")
    ada.press(ada.message(tuning, "took too long", "settings"), "again.press")

    ada.modal("settings.")


@pytest.mark.parametrize("kind", ["hash_conflict", "internal_error", "429"])
def test_a_modal_that_can_not_be_changed_at_once_goes_on(
    bot: Bot, slack: Running, ben: Somebody, tuning: str, kind: str
) -> None:
    view = open_form(ben, tuning)
    order(slack, method="views.update", kind=kind)
    send(ben, view)

    ben.modal(preflight.BEGIN)


def test_a_file_that_comes_as_a_page_is_not_read(
    bot: Bot, slack: Running, ben: Somebody, tuning: str
) -> None:
    view = open_form(ben, tuning)
    order(slack, method="files.download", kind="html")
    send(ben, view)

    ben.modal("files:read")
    assert bot.tuner.store.jobs.jobs() == []


@pytest.mark.parametrize("kind", ["reset", "503", "hang"])
def test_a_file_that_does_not_come_is_said(
    bot: Bot, slack: Running, ben: Somebody, tuning: str, kind: str
) -> None:
    view = open_form(ben, tuning)
    order(slack, method="files.download", kind=kind, seconds=0.5)
    send(ben, view)

    ben.modal("did not hand over the file")


def test_a_form_that_comes_twice_starts_one_job(
    bot: Bot, slack: Running, ben: Somebody, tuning: str
) -> None:
    view = open_form(ben, tuning)
    order(slack, method="socket.interactive", kind="again", times=0)
    send(ben, view, display_name="twice")
    ben.submit(ben.modal(preflight.BEGIN))
    ben.until(bot.tuner.store.jobs.jobs)

    [job] = bot.tuner.store.jobs.jobs()
    ben.until(lambda: bot.tuner.job(job.id).state is not JobState.WANTED)
    assert bot.service.starts == [job.id]
    cards = [it for it in ben.messages(tuning) if f"{job.id}:card" in str(it.get("metadata"))]
    assert len(cards) == 1


def test_a_form_whose_ack_was_lost_is_kept(
    bot: Bot, slack: Running, ben: Somebody, tuning: str
) -> None:
    """Slack says that it had trouble; sent again, it is read once."""
    view = open_form(ben, tuning)
    file = ben.upload("increment.csv", CSV)
    order(slack, method="socket.interactive", kind="lost")
    with pytest.raises(Refused):
        ben.submit(view, file=[file["id"]], display_name="lost once")
    ben.submit(view, file=[file["id"]], display_name="lost once")

    ben.modal(preflight.BEGIN)
