"""Who may use a model."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.domain import Grantee, Permission, Role
from bot.errors import InvalidForm, InvalidInput
from handlers.views import share
from playground.slack.limits import check_view
from tests import make
from tests.handlers.forms import filled

SHARING = share.Sharing.about(make.job())
PERMISSIONS = [
    Permission(id="1", role=Role.OWNER, grantee=Grantee.USER, email="ada@example.com"),
    Permission(id="2", role=Role.WRITER, grantee=Grantee.GROUP, email="<lab>@googlegroups.com"),
    Permission(id="3", role=Role.READER, grantee=Grantee.EVERYONE),
]
VIEWS = {
    "share": share.build(SHARING, PERMISSIONS, words=share.shared(PERMISSIONS[1])),
    "share_alone": share.build(SHARING, []),
    "hand_over": share.hand_over(SHARING),
}


@pytest.mark.parametrize("name", VIEWS)
def test_how_it_looks(matches_snapshot: Callable[[str, Any], bool], name: str) -> None:
    assert matches_snapshot(name, VIEWS[name])
    assert check_view(VIEWS[name]) == []


def test_everybody_but_the_owner_can_be_taken_off() -> None:
    rows = [it for it in VIEWS["share"]["blocks"] if share.TAKE_BACK in str(it)]

    assert [it["accessory"]["value"] for it in rows] == ["2", "3"]


def test_a_long_list_of_people_fits() -> None:
    many = [Permission(id=str(n), role=Role.READER, grantee=Grantee.EVERYONE) for n in range(300)]
    view = share.build(SHARING, many)

    assert check_view(view) == []
    assert "…and 260 more." in str(view)


@pytest.mark.parametrize(
    "grant",
    [
        share.Grant(user="U2"),
        share.Grant(email="ben@example.com", role=Role.WRITER),
        share.Grant(everyone=True),
    ],
)
def test_whom_to_let_in_reads_back(grant: share.Grant) -> None:
    assert share.read(filled(share.build(SHARING, None, given=grant))) == grant


@pytest.mark.parametrize("entered", [{}, {"user": "U2", "email": "a@example.com"}])
def test_it_is_shared_with_one_at_a_time(entered: dict[str, str]) -> None:
    with pytest.raises(InvalidForm) as raised:
        share.read(filled(share.build(SHARING, []), **entered))

    assert set(raised.value.fields) == {"user", "email"}


def test_the_new_owner_reads_back() -> None:
    view = filled(share.hand_over(SHARING), email="ben@example.com")

    assert share.Sharing.of(view) == SHARING
    assert share.read_owner(view).email == "ben@example.com"


@pytest.mark.parametrize("entered", [{}, {"user": "U2", "email": "a@example.com"}])
def test_there_is_one_new_owner(entered: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        share.read_owner(filled(share.hand_over(SHARING), **entered))


def test_handing_over_says_first_what_it_means() -> None:
    assert "You stay as somebody who may ask, describe and share it" in str(VIEWS["hand_over"])
