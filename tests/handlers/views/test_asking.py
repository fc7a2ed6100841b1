"""The form that asks, what follows an answer, and two answers side by side."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.domain import Answer, Question, Sampling
from bot.errors import InvalidForm
from handlers.views import answer, ask, compare, feedback, listing, mention
from playground.slack.limits import check_message, check_view
from tests.handlers.forms import filled

ASKING = ask.Asking(job="cat", name="Cat", channel="C1", thread_ts="1.0", candidates=4)
FULL = Question(
    text="What?",
    sampling=Sampling(temperature=0.25, top_p=0.9, top_k=40),
    max_tokens=64,
    candidates=3,
)
OPENING = "<@U1> asked *cat*: what?"
BOTH = (Answer(text="IV <!channel>"), Answer(text="", why="It was blocked."))


def test_how_all_settings_look(matches_snapshot: Callable[[str, Any], bool]) -> None:
    view = ask.build(ASKING, question=FULL)

    assert matches_snapshot("ask_settings", view)
    assert check_view(view) == []


def test_a_question_with_all_settings_reads_back() -> None:
    assert ask.read(filled(ask.build(ASKING, question=FULL))) == FULL


def test_settings_are_folded_away_until_somebody_changes_one() -> None:
    assert ask.UNFOLD in str(ask.build(ASKING))
    assert "temperature" not in str(ask.build(ASKING))
    assert ask.UNFOLD not in str(ask.build(ASKING, question=FULL))


def test_unfolding_changes_nothing_else() -> None:
    folded = ask.build(ASKING, above=ask.said("What?", Answer(text="That.")))
    folded["blocks"] = [{"block_id": f"b{n}"} | it for n, it in enumerate(folded["blocks"])]
    view = ask.unfolded(folded | {"id": "V1", "hash": "1"})

    assert check_view(view) == []
    assert ask.UNFOLD not in str(view)
    assert view["blocks"][:4] == folded["blocks"][:4]
    asked = ask.read(filled(view, question="VI", temperature="0,5", candidates="2"))
    assert asked == Question(text="VI", sampling=Sampling(temperature=0.5), candidates=2)


def test_where_the_service_gives_one_answer_no_more_are_offered() -> None:
    one = ask.Asking(job="cat", name="Cat")

    assert "candidates" not in str(ask.build(one, question=FULL)["blocks"])


@pytest.mark.parametrize(
    ("field", "entered"),
    [
        ("temperature", "hot"),
        ("temperature", "2.1"),
        ("temperature", "nan"),
        ("top_p", "0"),
        ("top_p", "1.01"),
        ("top_k", "0"),
        ("top_k", "1.5"),
        ("top_k", "٣"),
        ("max_tokens", "4096000"),
    ],
)
def test_a_setting_that_makes_no_sense_is_marked(field: str, entered: str) -> None:
    view = filled(ask.build(ASKING, question=FULL), **{field: entered})
    with pytest.raises(InvalidForm) as raised:
        ask.read(view)

    assert set(raised.value.fields) == {field}


def test_who_is_to_see_the_answer_is_ones_choice() -> None:
    assert ask.where(filled(ask.build(ASKING))) == ask.PUBLIC
    assert ask.where(filled(ask.build(ASKING), where=ask.PRIVATE)) == ask.PRIVATE
    assert "where" not in str(ask.build(ask.Asking(job="cat", name="Cat"))["blocks"])


def test_several_answers_stand_below_each_other() -> None:
    several = Answer(text="IV", others=("4", "```\nfour\n```"))
    [message] = answer.messages(OPENING, several)

    said = str(message.blocks)
    assert said.index("'IV'") < said.index("Answer 2 of 3") < said.index("'4'")
    assert "Answer 3 of 3" in said
    assert check_message({"channel": "C", "text": message.text, "blocks": message.blocks}) == []


def test_many_small_pieces_of_code_are_split_as_well() -> None:
    text = "```\na\n```\nb\n" * 60
    for it in answer.messages(OPENING, Answer(text=text), [feedback.row("a", Answer(text="b"))]):
        assert check_message({"channel": "C", "text": it.text, "blocks": it.blocks}) == []


def test_an_answer_can_be_asked_for_again_compared_and_rated() -> None:
    row = feedback.row("a1", Answer(text="IV"))

    actions = [it["action_id"] for it in row["elements"]]
    rated = [feedback.AGAIN, feedback.COMPARE, feedback.GOOD, feedback.BAD]
    assert actions == [*rated, listing.OPEN]
    assert {it["value"] for it in row["elements"]} == {"a1", f"{listing.ANSWER} a1"}


def test_where_nothing_was_said_there_is_nothing_to_rate() -> None:
    row = feedback.row("a1", Answer(text="", why="Blocked."))

    assert [it["action_id"] for it in row["elements"]] == [feedback.AGAIN]


def test_a_rating_in_a_modal_is_said_once() -> None:
    row = feedback.row("a1", Answer(text="IV"))
    view = ask.build(ASKING, above=ask.said("What?", Answer(text="IV"), [row]))
    view["blocks"] = [{"block_id": f"b{n}"} | it for n, it in enumerate(view["blocks"])]
    once = feedback.rated(view, feedback.KEPT[True])
    twice = feedback.rated(once, feedback.KEPT[False])

    assert check_view(twice) == []
    assert feedback.KEPT[True] in str(once)
    assert feedback.KEPT[True] not in str(twice)
    assert len(twice["blocks"]) == len(once["blocks"]) == len(view["blocks"]) + 1


def test_both_answers_stand_side_by_side(matches_snapshot: Callable[[str, Any], bool]) -> None:
    opening = compare.opening("Cat", "models/m", "What?", "U1")
    [message] = compare.messages(opening, "Cat", "models/m", BOTH)

    assert matches_snapshot("compared", message.blocks)
    assert check_message({"channel": "C", "text": message.text, "blocks": message.blocks}) == []
    fields = message.blocks[1]["fields"]
    assert {it["type"] for it in fields} == {"plain_text"}
    assert [it["text"].splitlines() for it in fields] == [
        ["Cat (tuned):", "IV <!channel>"],
        ["m (base):", "It was blocked."],
    ]
    assert "<" not in message.text


def test_long_answers_follow_each_other_and_nothing_is_lost() -> None:
    long = (Answer(text="tuned " * 2000), Answer(text="base " * 2000))
    messages = compare.messages(OPENING, "Cat", "models/m", long)

    said = str([it.blocks for it in messages])
    assert (said.count("tuned"), said.count("base")) == (2000, 2000)
    assert said.index("tuned") < said.index("base")
    for it in messages:
        assert check_message({"channel": "C", "text": it.text, "blocks": it.blocks}) == []


@pytest.mark.parametrize("both", [BOTH, (Answer(text="word " * 60000),) * 2])
def test_both_answers_fit_into_the_modal(both: tuple[Answer, Answer]) -> None:
    above = compare.blocks("What?", "Cat", "models/m", both)

    assert check_view(ask.build(ASKING, above=above, question=FULL)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<@U1BOT> III", "III"),
        ("<@U1BOT>: increment: 1 &lt; 2 &amp; <https://example.com|example.com>", None),
        ("hey <@U1BOT>", "hey"),
        ("<@U1BOT>", ""),
        ("write to <mailto:a@example.com|a@example.com>", "write to a@example.com"),
        ("see <https://example.com/a>", "see https://example.com/a"),
    ],
)
def test_a_mention_is_read_as_it_was_typed(text: str, said: str | None) -> None:
    expected = "increment: 1 < 2 & example.com" if said is None else said

    assert mention.plain(text, "U1BOT") == expected
