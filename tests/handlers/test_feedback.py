"""What may follow an answer: again, compared, rated; in a thread, in private, in the modal."""

from bot.domain import Audience, JobState, TuningJob
from bot.errors import TuningUnavailable
from handlers.views import ask, feedback
from playground.person import Json
from tests.handlers.conftest import Bot, Somebody

READY = JobState.READY


def answered(bot: Bot, ben: Somebody, tuning: str, text: str) -> tuple[TuningJob, Json]:
    job = bot.job(ben.user, tuning, READY, base_model="models/m")
    ben.command(tuning, "/ask", f"increment {text}")
    return job, ben.message(tuning, f"says: {text}", feedback.AGAIN)


def test_again_asks_the_same_in_the_thread(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    job, said = answered(bot, ben, tuning, "LI")
    ada.press(said, feedback.AGAIN)

    asked = f"<@{ada.user}> asked *increment*: LI"
    ben.message(tuning, asked, f"{job.id} says: LI", thread_ts=said["ts"])


def test_both_answers_are_shown_side_by_side(bot: Bot, ben: Somebody, tuning: str) -> None:
    job, said = answered(bot, ben, tuning, "LII")
    ben.press(said, feedback.COMPARE)

    both = ben.message(tuning, "compared *increment*", f"{job.id} says", thread_ts=said["ts"])
    [columns] = [it for it in both["blocks"] if "fields" in it]
    assert [it["text"].splitlines()[1] for it in columns["fields"]] == [
        f"{job.id} says: LII",
        "models/m says: LII",
    ]


def test_a_comparison_that_fails_says_why_where_it_would_be(
    bot: Bot, ben: Somebody, tuning: str
) -> None:
    _, said = answered(bot, ben, tuning, "LIII")
    bot.service.trouble = TuningUnavailable("The tuning service is asleep.")
    ben.press(said, feedback.COMPARE)

    ben.message(tuning, "compared *increment*", "is asleep", thread_ts=said["ts"])


def test_a_rating_is_kept_once_a_person(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    job, said = answered(bot, ben, tuning, "LIV")
    ada.press(said, feedback.GOOD)
    ada.message(tuning, feedback.KEPT[True])
    ada.press(said, feedback.BAD)
    ada.message(tuning, feedback.KEPT[False])
    ben.press(said, feedback.GOOD)
    ben.message(tuning, feedback.KEPT[True])

    kept = bot.store.workspace(bot.workspace).answers.feedback(job.id)
    assert {(it.user, it.good) for it in kept} == {(ada.user, False), (ben.user, True)}
    assert kept[0].question == "LIV"


def test_a_private_answer_and_what_follows_it_stay_private(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    bot.job(ben.user, tuning, READY)
    ben.command(tuning, "/ask", "private increment LV")
    said = ben.message(tuning, "says: LV", feedback.AGAIN)
    assert said["ephemeral"]
    ben.press(said, feedback.COMPARE)

    assert ben.message(tuning, "compared *increment*")["ephemeral"]
    assert "says: LV" not in str(ada.messages(tuning))


def test_two_private_answers_are_two(bot: Bot, ben: Somebody, tuning: str) -> None:
    bot.job(ben.user, tuning, READY)
    for text in ("LVI", "LVII"):
        ben.command(tuning, "/ask", f"private increment {text}")
        said = ben.message(tuning, f"says: {text}", feedback.AGAIN)
    ben.press(said, feedback.COMPARE)

    ben.message(tuning, "compared *increment*", "says: LVII")


def test_the_form_answers_in_private_where_that_is_chosen(
    bot: Bot, ada: Somebody, ben: Somebody, tuning: str
) -> None:
    bot.job(ada.user, tuning, READY)
    ben.command(tuning, "/ask", "increment")
    ben.submit(ben.modal("Ask increment"), question="LVIII", where=ask.PRIVATE)

    ben.modal("says: LVIII", "You asked: LVIII", feedback.GOOD)
    assert "LVIII" not in str(ada.messages(tuning))


def test_in_the_modal_all_of_it_stays_in_the_modal(bot: Bot, ben: Somebody, tuning: str) -> None:
    job = bot.job(ben.user, tuning, READY, audience=Audience.ME, base_model="models/m")
    ben.command(tuning, "/ask", "increment")
    ben.submit(ben.modal("Ask increment"), question="LIX")
    ben.press(ben.modal("says: LIX"), feedback.GOOD)
    kept = feedback.KEPT[True]
    ben.press(ben.modal(kept), feedback.AGAIN)
    ben.press(ben.modal(f"{job.id} says: LIX", gone=kept), feedback.COMPARE)

    ben.modal("models/m says: LIX", f"{job.id} says: LIX", "Ask increment")


def test_settings_unfold_and_reach_the_model(bot: Bot, ben: Somebody, tuning: str) -> None:
    bot.job(ben.user, tuning, READY)
    ben.command(tuning, "/ask", "increment")
    ben.press(ben.modal(ask.UNFOLD), ask.UNFOLD)
    form = ben.modal("temperature")
    ben.submit(form, question="LX", temperature="0.5", max_tokens="7")
    again = ben.modal("says: LX")

    assert "0.5" in str(again), "what was set stays for the next question"
    [job] = bot.tuner.store.jobs.jobs()
    said = ben.message(tuning, "says: LX", feedback.AGAIN)
    value = str(said)
    assert job.id in value
