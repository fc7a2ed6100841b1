"""The words of a list's filter."""

import pytest

from playground.google.errors import ApiError
from playground.google.vertex.filters import parse

JOB = {"state": "JOB_STATE_FAILED", "labels.tuner-job": "tuner-7", "labels.a": "b", "labels.e": ""}
FIELDS = frozenset({"state", "display_name"})


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("", True),
        ('labels.tuner-job="tuner-7"', True),
        ("labels.tuner-job=tuner-7", True),
        ('labels.tuner-job = "tuner-8"', False),
        ("labels.a:b", True),
        ("labels.a:*", True),
        ("labels.e:*", True),
        ("labels.z:*", False),
        ('labels.a!="b"', False),
        ('-labels.a="b"', False),
        ('NOT labels.a="c"', True),
        ('labels.a="b" AND state="JOB_STATE_FAILED"', True),
        ('labels.a="b" state="JOB_STATE_RUNNING"', False),
        ('labels.tuner-job="x" OR labels.tuner-job="tuner-7"', True),
        # OR binds closer than AND
        ('labels.a="b" OR labels.a="c" AND labels.z="y"', False),
        ('labels.a="b" OR (labels.a="c" AND labels.z="y")', True),
        ('labels.a="\\"b\\""', False),
    ],
)
def test_a_filter_says_what_fits(text: str, fits: bool) -> None:  # noqa: FBT001
    assert parse(text, FIELDS)(JOB) is fits


@pytest.mark.parametrize(
    "text", ["labels.a", '"words"', 'colour="red"', '(labels.a="b"', "AND", 'labels.a="b")']
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ApiError, match="filter"):
        parse(text, FIELDS)
