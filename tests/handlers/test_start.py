"""From `/tune` to the card, with all that can go wrong on the way."""

from dataclasses import replace

import pytest

import handlers
from bot.domain import DraftState, JobState, Policy, Site, utc_now
from bot.errors import LinkExpired, NotConnected, TuningUnavailable
from bot.tuner import Tuner
from handlers.connect import Intent
from handlers.views import connect, preflight
from handlers.views import start as form
from playground.person import Json, Refused, element_of
from tests import make
from tests.fakes import FakeService
from tests.handlers.conftest import BAD_CSV, CSV, Bot, Somebody

DOWN = TuningUnavailable("The tuning service does not answer. Try again in a minute.")


def open_form(ben: Somebody, channel: str) -> Json:
    ben.command(channel, "/tune")
    return ben.modal(form.SUBMIT)


def send(ben: Somebody, view: Json, content: bytes = CSV, **entered: object) -> None:
    file = ben.upload("increment.csv", content)
    ben.submit(view, **{"file": [file["id"]], "display_name": "increment"} | entered)


def ready_to_start(ben: Somebody, channel: str) -> Json:
    send(ben, open_form(ben, channel))
    return ben.modal(preflight.BEGIN)


def jobs(bot: Bot) -> list[JobState]:
    return [job.state for job in bot.store.workspace(bot.workspace).jobs.jobs()]


def test_the_form_opens_with_the_channel_and_the_usual_settings(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    view = open_form(ben, tuning)

    assert element_of(view, "channel")[0]["initial_conversation"] == tuning
    assert element_of(view, "epochs")[0]["initial_value"] == "5"
    assert element_of(view, "learning_rate")[0]["initial_value"] == "0.001"


def test_where_only_some_channels_will_do_the_form_opens_with_one_of_them(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    random = ben.channel("random")
    bot.store.workspace(bot.workspace).settings.set_policy(Policy(channels=(random,)))

    view = open_form(ben, tuning)

    assert element_of(view, "channel")[0]["initial_conversation"] == random
    assert f"Trainings may be started only in <#{random}>." in str(view)


def test_from_the_file_to_the_card(bot: Bot, ben: Somebody, tuning: str) -> None:
    found = ready_to_start(ben, tuning)
    assert "3 examples, 4 steps" in str(found)
    assert "I → II" in str(found), "the first rows are there to look at"
    ben.submit(found)

    ben.modal("See its card")
    bot.deliver()
    card = ben.message(tuning, "increment", "waits its turn")
    assert "cancel.press" in str(card)
    assert "I → II" not in str(card), "the channel does not see the rows"
    assert jobs(bot) == [JobState.QUEUED]


def test_pressing_start_twice_is_one_job(bot: Bot, ben: Somebody, tuning: str) -> None:
    found = ready_to_start(ben, tuning)
    ben.submit(found)
    ben.modal("See its card")
    [job] = bot.tuner.store.jobs.jobs()

    assert bot.tuner.want(job.id, by=ben.user) is None
    assert jobs(bot) == [JobState.QUEUED]


@pytest.fixture
def unlinked(bot: Bot) -> None:
    bot.service.trouble = NotConnected()


@pytest.mark.usefixtures("unlinked")
def test_without_an_account_the_way_to_google_is_shown_to_that_person_only(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    before = len(ben.messages(tuning))
    ben.command(tuning, "/tune")

    button, _ = element_of(ben.modal("Connect Google"), connect.GO)
    assert button["url"].startswith("https://accounts.example.com/auth?")
    assert len(ben.messages(tuning)) == before


@pytest.mark.usefixtures("unlinked")
def test_after_linking_the_same_modal_becomes_the_form(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    ben.command(tuning, "/tune")
    waiting = ben.modal("Connect Google")
    intent = Intent(view=waiting["id"], answers=form.Answers(channel=tuning))
    bot.link(ben.user)
    bot.linking.linked(bot.pending(ben.user, intent.dump()))

    view = ben.modal(form.SUBMIT)
    assert view["id"] == waiting["id"]
    assert element_of(view, "channel")[0]["initial_conversation"] == tuning


@pytest.mark.usefixtures("unlinked")
def test_if_the_modal_was_closed_meanwhile_a_message_leads_on(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    ben.command(tuning, "/tune")
    waiting = ben.modal("Connect Google")
    ben.close(waiting)
    intent = Intent(view=waiting["id"], answers=form.Answers(channel=tuning))
    bot.linking.linked(bot.pending(ben.user, intent.dump()))

    ben.press(ben.message(ben.direct, "Linked as"), form.REFILL)
    assert element_of(ben.modal(form.SUBMIT), "channel")[0]["initial_conversation"] == tuning


@pytest.mark.usefixtures("unlinked")
def test_a_declined_sign_in_is_said_with_a_new_link(bot: Bot, ben: Somebody, tuning: str) -> None:
    ben.command(tuning, "/tune")
    waiting = ben.modal("Connect Google")
    old, _ = element_of(waiting, connect.GO)
    person = make.person(workspace=bot.workspace, user=ben.user)
    attempt = make.attempt(person=person, intent=Intent(view=waiting["id"]).dump())
    bot.linking.failed(attempt, "You did not allow it at Google.")

    new, _ = element_of(ben.modal("You did not allow it"), connect.GO)
    assert new["url"] != old["url"]


def test_an_expired_link_leads_to_google_again(bot: Bot, ben: Somebody, tuning: str) -> None:
    bot.service.trouble = LinkExpired()
    ben.command(tuning, "/tune")

    ben.modal("no longer accepts your link", connect.GO)


def test_a_service_that_is_down_is_said_in_words_and_can_be_tried_again(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    bot.service.trouble = DOWN
    ben.command(tuning, "/tune")

    ben.press(ben.modal("does not answer"), form.REFILL)
    ben.modal(form.SUBMIT)


def test_a_file_that_cannot_be_read_leads_back_to_the_form_with_all_that_was_entered(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    send(ben, open_form(ben, tuning), b"%PDF-1.7", display_name="my increment", epochs="7")

    view = ben.modal("This is a PDF", form.SUBMIT)
    assert element_of(view, "display_name")[0]["initial_value"] == "my increment"
    assert element_of(view, "epochs")[0]["initial_value"] == "7"
    assert "*increment.csv* stays attached" in str(view)


def test_a_service_that_is_down_while_reading_leaves_nothing_to_come_back_to(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    tuner, found = bot.tuner, ready_to_start(ben, tuning)
    read = tuner.store.drafts.draft(preflight.read(found)[0])
    claim = tuner.receive(replace(read, id="again", state=DraftState.RECEIVED))
    assert claim

    def down(_: str, _site: Site | None = None) -> FakeService:
        raise DOWN

    def tuner_for(_: str) -> Tuner:
        return replace(tuner, service_for=down)

    handlers.DraftReader(replace(bot.parts, tuner_for=tuner_for)).read(claim)

    view = ben.modal("does not answer")
    assert element_of(view, "display_name")[0]["initial_value"] == "increment"
    assert tuner.store.drafts.draft("again").state is DraftState.REFUSED


def test_the_kept_file_is_replaced_by_another(bot: Bot, ben: Somebody, tuning: str) -> None:
    send(ben, open_form(ben, tuning), BAD_CSV)
    ben.press(ben.modal("Line 3", "Line 4"), preflight.CHANGE)
    send(ben, ben.modal(form.SUBMIT), CSV)

    assert "3 examples" in str(ben.modal(preflight.BEGIN))


def test_change_leads_back_to_the_form_with_the_file(bot: Bot, ben: Somebody, tuning: str) -> None:
    ben.press(ready_to_start(ben, tuning), preflight.CHANGE)
    ben.submit(ben.modal(form.SUBMIT), epochs="10")

    assert "3 examples, 8 steps" in str(ben.modal(preflight.BEGIN))


def test_a_wrong_answer_keeps_the_form_open(bot: Bot, ben: Somebody, tuning: str) -> None:
    view = open_form(ben, tuning)
    file = ben.upload("increment.csv", CSV)
    with pytest.raises(Refused, match="above 0") as refused:
        ben.submit(view, file=[file["id"]], display_name="increment", learning_rate="fast")

    assert set(refused.value.errors) == {"learning_rate"}
    assert ben.modal(form.SUBMIT)["id"] == view["id"]


def test_somebody_who_closed_the_modal_hears_by_message_and_goes_on(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    found = ready_to_start(ben, tuning)
    ben.shut()
    draft = bot.tuner.store.drafts.draft(preflight.read(found)[0])
    received = replace(draft, id="again", state=DraftState.RECEIVED, version=None)
    claim = bot.tuner.receive(received)
    assert claim
    bot.poller.reader.read(claim)

    ben.press(ben.message(ben.direct, "it can start"), preflight.REOPEN)
    ben.submit(ben.modal(preflight.BEGIN))
    ben.modal("See its card")


def test_whoever_sent_a_file_that_could_never_be_read_may_send_another(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    found = ready_to_start(ben, tuning)
    ben.shut()
    draft = bot.tuner.store.drafts.draft(preflight.read(found)[0])
    received = replace(draft, id="bad", state=DraftState.RECEIVED, version=None)
    claim = bot.tuner.receive(received)
    assert claim

    bot.poller.reader.give_up(claim)

    assert bot.tuner.store.drafts.draft("bad").state is DraftState.REFUSED
    ben.press(ben.message(ben.direct, "could not read this file"), form.REFILL)
    ben.modal(form.SUBMIT)


def test_a_form_that_a_restart_left_unread_is_read(bot: Bot, ben: Somebody, tuning: str) -> None:
    found = ready_to_start(ben, tuning)
    draft = bot.tuner.store.drafts.draft(preflight.read(found)[0])
    received = replace(draft, id="left", state=DraftState.RECEIVED)
    drafts = bot.store.workspace(bot.workspace).drafts
    assert drafts.receive(received, now=make.NOON)

    bot.poller.read(utc_now())

    assert drafts.draft("left").state == draft.state
    assert "3 examples" in str(ben.modal(preflight.BEGIN))


def test_where_tuner_may_not_post_nothing_starts_and_another_channel_can_be_chosen(
    bot: Bot, ben: Somebody, tuning: str, random: str
) -> None:
    ben.submit(ready_to_start(ben, random))
    refused = ben.modal("/invite @tuner", preflight.BEGIN)
    assert jobs(bot) == []
    assert bot.service.starts == []

    ben.press(refused, preflight.CHANGE)
    ben.submit(ben.modal(form.SUBMIT), channel=tuning)
    ben.submit(ben.modal(preflight.BEGIN))
    ben.modal("See its card")
    assert jobs(bot) == [JobState.QUEUED]


def test_a_service_that_is_down_at_start_makes_the_job_wait(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    found = ready_to_start(ben, tuning)
    bot.service.trouble = DOWN
    ben.submit(found)

    ben.modal("waits for the tuning service", "See its card")
    assert jobs(bot) == [JobState.WANTED]


def test_the_same_name_again_gets_a_number(bot: Bot, ben: Somebody, tuning: str) -> None:
    for _ in range(2):
        ben.submit(ready_to_start(ben, tuning))
        ben.modal("See its card")
        ben.shut()

    names = {job.order.display_name for job in bot.tuner.store.jobs.jobs()}
    assert names == {"increment", "increment 2"}
