"""How one begins and keeps up: shortcuts, `/tune status`, cancelling by name, Home, hello."""

from dataclasses import replace

import pytest

from bot.domain import TUNED, Capabilities, JobState, NewsKind, utc_now
from handlers.home import Homes
from handlers.parts import ClientFor
from handlers.views import cancel, connect, delete, preflight, progress, status
from handlers.views import start as form
from playground.person import Json, Refused, element_of
from playground.slack.testing import Running
from tests import make
from tests.handlers.conftest import CSV, Bot, Somebody
from tests.handlers.recording import RecordingSlack
from tests.handlers.test_start import open_form, send
from tests.handlers.views.test_progress import DONE, RUNNING, news


def home(somebody: Somebody, *words: str) -> Json:
    """Wait until somebody's Home says all these words."""

    def there() -> Json | None:
        view: Json | None = somebody.get("home")["view"]
        return view if view and all(word in str(view) for word in words) else None

    return somebody.until(there, within=10)


def calls_to(slack: RecordingSlack) -> ClientFor:
    def client_for(_: str) -> RecordingSlack:
        return slack

    return client_for


def posted(somebody: Somebody, channel: str, name: str) -> Json:
    file = somebody.upload(name, CSV)
    return somebody.say(channel, "Look at this", files=[file["id"]])


def test_the_shortcut_on_a_file_opens_the_form_with_it(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    message = posted(ben, tuning, "roman.csv")
    ben.post("shortcuts", callback_id="shortcuts.on_file", channel=tuning, ts=message["ts"])
    view = ben.modal(form.SUBMIT, "*roman.csv* stays attached")
    assert element_of(view, "display_name")[0]["initial_value"] == "roman"
    assert element_of(view, "channel")[0]["initial_conversation"] == tuning

    ben.submit(view)
    ben.submit(ben.modal(preflight.BEGIN, "3 examples"))
    ben.modal("See its card")
    assert [job.order.display_name for job in bot.tuner.store.jobs.jobs()] == ["roman"]


def test_the_shortcut_on_a_message_without_a_file_says_what_it_wants(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    message = ben.say(tuning, "No file here")
    ben.post("shortcuts", callback_id="shortcuts.on_file", channel=tuning, ts=message["ts"])

    ben.message(tuning, "no file that I can learn from")
    assert ben.view() is None


def test_the_global_shortcut_opens_the_form(bot: Bot, ben: Somebody) -> None:
    ben.post("shortcuts", callback_id="shortcuts.start")

    ben.modal(form.SUBMIT)


def test_more_settings_unfold_in_the_form_and_reach_the_job(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    ben.press(open_form(ben, tuning), form.FOLD)
    unfolded = ben.modal("Fewer settings")
    send(ben, unfolded, temperature="0.2", description="Counts up", model_id="increment-1")
    ben.submit(ben.modal(preflight.BEGIN, "temperature 0.2"))
    ben.modal("See its card")

    [job] = bot.tuner.store.jobs.jobs()
    assert (job.order.sampling.temperature, job.model_id) == (0.2, "increment-1")
    assert job.order.description == "Counts up"


def test_a_wrong_advanced_setting_is_marked(bot: Bot, ben: Somebody, tuning: str) -> None:
    ben.press(open_form(ben, tuning), form.FOLD)
    unfolded = ben.modal("Fewer settings")
    file = ben.upload("increment.csv", CSV)
    with pytest.raises(Refused) as refused:
        ben.submit(unfolded, file=[file["id"]], display_name="increment", top_k="0")

    assert set(refused.value.errors) == {"top_k"}


def test_a_tuned_model_of_ones_own_can_be_taught_further(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    first = bot.job(ben.user, tuning, JobState.READY, display_name="first")
    view = open_form(ben, tuning)
    send(ben, view, base_model=TUNED + first.model_id)
    ben.submit(ben.modal(preflight.BEGIN, "*first*, tuned"))
    ben.modal("See its card")

    [second] = [job for job in bot.tuner.store.jobs.jobs() if job.id != first.id]
    assert second.order.parent == first.model_id
    ben.message(tuning, "increment", "*first*, tuned")


def test_a_tuned_model_of_somebody_else_is_not_offered(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    bot.job(ada.user, tuning, JobState.READY, display_name="hers")

    assert TUNED not in str(open_form(ben, tuning))


def test_a_service_that_can_not_teach_further_is_not_asked_to(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    bot.service.capabilities = Capabilities(tune_tuned=False)
    bot.job(ben.user, tuning, JobState.READY)

    assert TUNED not in str(open_form(ben, tuning))


def test_a_model_from_ones_google_account_can_be_taught_further(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    bot.service.known["elsewhere"] = make.tuned_model(
        id="elsewhere", display_name="From a notebook", mine=True
    )

    assert f"{TUNED}elsewhere" in str(open_form(ben, tuning))


def test_a_name_that_is_taken_gets_a_number_and_the_person_is_told(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    bot.job(ben.user, tuning, JobState.READY)
    send(ben, open_form(ben, tuning))
    ben.submit(ben.modal(preflight.BEGIN))

    ben.modal("There is a *increment* already, so it is called *increment 2*.")


def test_the_status_tells_what_runs(bot: Bot, ben: Somebody, tuning: str) -> None:
    bot.link(ben.user)
    bot.job(ben.user, tuning, JobState.TUNING, display_name="running cat")
    ben.command(tuning, "/tune", "status")

    said = ben.message(tuning, "ada@example.com", "running cat", "50 % · 2 of 4 steps")
    assert said["ephemeral"]


def test_the_status_of_nothing_offers_to_start(bot: Bot, ben: Somebody, tuning: str) -> None:
    ben.command(tuning, "/tune", "status")
    ben.press(ben.message(tuning, status.NOTHING, connect.OPEN), form.OPEN)

    ben.modal(form.SUBMIT)


def test_cancelling_by_name_asks_first_and_offers_to_delete_after(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    job = bot.job(ben.user, tuning, JobState.TUNING, display_name="half cat")
    ben.command(tuning, "/tune", "cancel half cat")
    asked = ben.modal(cancel.SUBMIT, "unpredictable")
    assert bot.tuner.job(job.id).state is JobState.TUNING

    ben.submit(asked)
    ben.press(ben.modal("was cancelled", delete.OPEN), delete.OPEN)
    ben.modal(delete.SUBMIT)
    assert bot.tuner.job(job.id).state is JobState.CANCELLED


def test_cancelling_without_a_name_shows_what_can_be_cancelled(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    job = bot.job(ben.user, tuning, JobState.TUNING, display_name="nameless cat")
    ben.command(tuning, "/tune", "cancel")
    ben.press(ben.message(tuning, status.WHICH[:20], "nameless cat"), progress.CANCEL)

    ben.until(lambda: bot.tuner.job(job.id).state is JobState.CANCELLED)


@pytest.mark.parametrize(
    "case",
    [
        ("cancel done cat", "can't be cancelled: it is ready."),
        ("cancel her cat", "Only the person who started"),
        ("cancel hre cat", "Did you mean *her cat*"),
    ],
)
def test_what_can_not_be_cancelled_is_said_at_once(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str, case: tuple[str, str]
) -> None:
    text, said = case
    bot.job(ben.user, tuning, JobState.READY, display_name="done cat")
    bot.job(ada.user, tuning, JobState.TUNING, display_name="her cat")
    ben.command(tuning, "/tune", text)

    ben.message(tuning, said)
    assert ben.view() is None


def test_home_is_there_anew_when_a_job_has_moved(bot: Bot, ada: Somebody, tuning: str) -> None:
    """The first that one sees on opening Home is what was published before."""
    bot.job(ada.user, tuning, JobState.READY, display_name="home cat")

    assert "home cat" in str(ada.get("home")["view"])


def test_home_is_there_anew_when_a_link_is_taken_back(bot: Bot, ada: Somebody, tuning: str) -> None:
    bot.link(ada.user)
    home(ada, "Linked to Google")
    ada.command(tuning, "/tune", "disconnect")

    home(ada, "No Google account is linked")


def test_home_is_published_for_every_end_but_not_for_every_step(bot: Bot) -> None:
    slack = RecordingSlack()
    homes = Homes(replace(bot.parts, client_for=calls_to(slack)))
    step, end = news(NewsKind.CARD, RUNNING), news(NewsKind.READY, DONE)
    for told in (step, step, step, end):
        homes.hear(replace(told, workspace=bot.workspace))

    assert [method for method, _ in slack.calls] == ["views.publish"] * 2


def test_a_home_that_slack_refuses_stops_nothing(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    slack = RecordingSlack()
    slack.refusals["views.publish"] = "ratelimited"
    Homes(replace(bot.parts, client_for=calls_to(slack))).hear(news(NewsKind.READY, DONE))

    assert "home.stale" in caplog.text


def test_a_deleted_model_says_so_on_its_card_and_in_its_thread(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    job = bot.job(ben.user, tuning, JobState.READY, display_name="late cat")
    assert job.card
    bot.tuner.models.delete(job.id, by=ben.user)
    bot.deliver()

    ben.message(tuning, "*late cat* was deleted by", ben.user)
    ben.message(tuning, "Nobody can ask it any more", thread_ts=job.card.ts)


def test_the_first_look_at_the_conversation_says_hello_and_the_next_does_not(
    bot: Bot, slack: Running
) -> None:
    chloe = Somebody(slack.url, Somebody.named(slack.url, "chloe").user)
    before = len(chloe.messages(chloe.direct))
    chloe.get("home", tab="messages")
    chloe.message(chloe.direct, "I teach language models")
    chloe.get("home", tab="messages")
    chloe.get("home", tab="home")
    home(chloe, "Start tuning")

    assert len(chloe.messages(chloe.direct)) == before + 1


def test_invited_to_a_channel_tuner_says_hello_once(bot: Bot, ben: Somebody) -> None:
    channel = ben.post("channels", name=f"hello-{utc_now():%H%M%S%f}")["channel"]["id"]
    ben.post(f"channels/{channel}/invite", user=bot.user)
    ben.message(channel, "I teach language models")

    ada = Somebody(ben.url, Somebody.named(ben.url, "Ada").user)
    ben.post(f"channels/{channel}/invite", user=ada.user)
    ben.command(channel, "/tune", "status")
    ben.message(channel, status.NOTHING)
    hellos = [it for it in ben.messages(channel) if "I teach language models" in str(it)]
    assert len(hellos) == 1


def test_help_lists_every_word(bot: Bot, ben: Somebody, tuning: str) -> None:
    ben.command(tuning, "/tune", "help")

    words = ["status", "cancel NAME", "settings", "find TEXT", "share NAME", "Tune on this file"]
    ben.message(tuning, *words)
