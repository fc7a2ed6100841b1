from collections.abc import Callable
from typing import Any

from bot.domain import Fix, Origin
from bot.shelf import Shelved
from handlers.views import datasets, tried
from playground.slack.limits import check_message
from tests import make

MENDED = make.dataset(
    name="<cats>",
    versions=(
        make.version(),
        make.version(number=2, parent=1, fix=Fix.TRIM),
        make.version(number=3, parent=2, held_out="h", examples=12),
    ),
)
THEIRS = make.dataset(id="dogs", name="dogs", owner="U2", origin=Origin.SHEET)
SHELVED = (
    Shelved(dataset=MENDED, models=[f"Cat {n}" for n in range(7)], mine=True),
    Shelved(dataset=THEIRS, models=["Dog"], mine=False),
    Shelved(dataset=make.dataset(id="owls", name="owls"), models=[], mine=True),
)


def payload(shelved: tuple[Shelved, ...]) -> dict[str, Any]:
    message = datasets.build(shelved)
    return {"channel": "C1", "text": message.text, "blocks": list(message.blocks)}


def test_how_the_list_of_datasets_looks(matches_snapshot: Callable[[str, Any], bool]) -> None:
    listed = payload(SHELVED)

    assert matches_snapshot("datasets", listed["blocks"])
    assert check_message(listed) == []


def test_only_ones_own_can_be_used_again() -> None:
    buttons = [it["accessory"]["value"] for it in payload(SHELVED)["blocks"] if "accessory" in it]

    assert buttons == ["cats", "owls"]


def test_very_many_fit_in_a_message_and_none_says_how_to_begin() -> None:
    many = payload(SHELVED * 40)

    assert check_message(many) == []
    assert "…and 100 older." in str(many)
    assert "Start tuning" in str(payload(()))


def test_a_first_answer_is_counts_only() -> None:
    trial = make.trial(("IV", "five"), ("iv.", "IV"), ("no", None))
    words = tried.told(make.job(), trial)

    assert "Of 3 rows held out" in words
    assert "*1* right to the letter, *2* but for case" in words
    assert "Only the tuned one is right in 1, only the base in 0." in words
    assert "IV" not in words


def test_a_model_that_was_not_asked_says_why() -> None:
    words = tried.told(make.job(), make.trial(note="It could not be asked. <Down>."))

    assert words.endswith("were not asked. It could not be asked. &lt;Down&gt;.")
    alone = tried.told(make.job(), make.trial(("IV", None), note="Its base can't be asked."))
    assert "Its base model has" not in alone
    assert "Its base can't be asked." in alone


def test_no_cell_of_the_owners_file_is_a_formula() -> None:
    table = tried.table(make.trial(("=1+1", "@cmd"), ("iv", None)))

    assert table.splitlines()[1] == "III,IV,'=1+1,no,no,'@cmd,no"
    assert table.splitlines()[2] == "III,IV,iv,no,yes,,"
