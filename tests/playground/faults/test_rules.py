"""Which calls a rule hits, and how rules are written."""

import argparse
from typing import Any

import pytest

from playground.faults import BadRule, Faults, add_fault_options, rules_of


@pytest.fixture
def faults() -> Faults:
    return Faults(lambda kind: kind == "its_own_name")


def hits(faults: Faults, method: str, calls: int) -> list[int]:
    """Return the numbers of the calls that were hit."""
    return [number for number in range(1, calls + 1) if faults.meet(method)]


@pytest.mark.parametrize(
    ("more", "hit"),
    [
        ({}, [1]),
        ({"times": 3}, [1, 2, 3]),
        ({"first": 4}, [4]),
        ({"first": 8, "times": 0}, [8, 9, 10]),
        ({"times": 0}, list(range(1, 11))),
    ],
)
def test_a_rule_hits_by_number(faults: Faults, more: dict[str, Any], hit: list[int]) -> None:
    faults.add({"method": "chat.*", "kind": "503", **more})

    assert hits(faults, "chat.postMessage", 10) == hit
    assert hits(faults, "views.open", 3) == []


def test_a_share_is_hit_and_the_same_seed_hits_the_same(faults: Faults) -> None:
    runs = list[list[int]]()
    for seed in (1, 1, 2):
        faults.clear()
        faults.add({"method": "*", "kind": "reset", "share": 0.2, "seed": seed})
        runs.append(hits(faults, "auth.test", 1000))

    assert runs[0] == runs[1] != runs[2]
    assert all(150 < len(run) < 250 for run in runs)


def test_what_has_happened_is_told(faults: Faults) -> None:
    faults.add({"method": "x", "kind": "hang", "after": True, "times": 2})
    assert hits(faults, "x", 3) == [1, 2]
    seen = [(it["seq"], it["method"], it["kind"], it["after"]) for it in faults.met()]

    assert seen == [(1, "x", "hang", True), (2, "x", "hang", True)]
    assert [it["seq"] for it in faults.met(since=1)] == [2]
    assert faults.waiting() == []


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"method": "x"},
        {"kind": "503"},
        {"method": "x", "kind": "200"},
        {"method": "x", "kind": "somebody_elses_name"},
        {"method": "x", "kind": "reset", "share": 0},
        {"method": "x", "kind": "reset", "first": 0},
        {"method": "x", "kind": "reset", "times": "often"},
        {"method": "x", "kind": "reset", "colour": "red"},
        {"method": "socket.*", "kind": "503"},
        {"method": "x", "kind": "lost"},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(faults: Faults, fields: dict[str, Any]) -> None:
    with pytest.raises(BadRule):
        faults.add(fields)


def parsed(*options: str) -> list[dict[str, Any]]:
    parser = argparse.ArgumentParser()
    add_fault_options(parser)
    return rules_of(parser.parse_args(options))


def test_rules_come_from_the_command_line(faults: Faults) -> None:
    rules = parsed(
        "--fault", "chat.postMessage:reset,after,first=2", "--fault", "*:503,share=0.5,seed=7"
    )
    for rule in rules:
        faults.add(rule)

    first, second = faults.waiting()
    assert (first["kind"], first["after"], first["first"], first["times"]) == ("reset", True, 2, 1)
    assert (second["method"], second["share"], second["seed"], second["times"]) == ("*", 0.5, 7, 0)


def test_nonsense_on_the_command_line_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed("--fault", "chat.postMessage")
    assert "method and kind" in capsys.readouterr().err
