import time

import pytest

from bot.datasets.privacy import KINDS, mask
from bot.domain import Code
from tests.bot.datasets.checked import check, found, only

PRIVATE = "PRIVATE"  # so that no key seems to begin here
KEY = f"-----BEGIN RSA {PRIVATE} KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA {PRIVATE} KEY-----"
PERSONAL = [
    "ann.smith+x@mail.example.org",
    "+49 170 1234567",
    "+1-202-555-0143",
    "(202) 555-0143",
    "202-555-0143",
    "030 1234567",
    "4111 1111 1111 1111",
    "4111111111111111",
    "5500-0000-0000-0004",
    "378282246310005",
    "DE89 3704 0044 0532 0130 00",
    "GB82WEST12345698765432",
    "078-05-1120",
]
SECRETS = [
    "AKIAIOSFODNN7EXAMPLE",
    "ghp_" + "a1B2" * 9,
    "github_pat_" + "A1b2C3" * 10,
    "xoxb" + "-123456789012-abcdefABCDEF",
    "https://hooks.slack.com" + "/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
    "AIza" + "Sy" * 16 + "abc",
    "GOCSPX-" + "aB3" * 9,
    "sk-proj-" + "a1B2" * 10,
    "sk_live_" + "a1B2" * 6,
    "glpat-" + "a1B2" * 5,
    "hf_" + "aB" * 17,
    "npm_" + "a1B2" * 9,
    "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    "postgres://ann:hunter2@db.example.org/x",
    KEY,
    KEY[:60],
]
HARMLESS = [
    "2024-01-15 10:30:00",
    "in 2020, 2021 and 2022",
    "4111 1111 1111 1112",  # its last digit is wrong
    "1234567890123",
    "1,000,000.00",
    "3.14159265358979",
    "192.168.100.200",
    "ISBN 978-3-16-148410-0",
    "@tuner and a@b",
    "https://www.example.org/a-very-long-path-with-many-words-in-it",
    "sk-this-is-only-a-very-long-slug",
    "DE89 3704 0044 0532 0130 01",
    "an_identifier_that_is_longer_than_twenty",
    "version 1.2.3.4.5.6.7.8",
]


@pytest.mark.parametrize("value", PERSONAL)
def test_personal_data_is_told_and_masked(value: str) -> None:
    assert found([("fine", "x"), ("a", f"It is {value}, thanks")], Code.PERSONAL_DATA) == [2]
    message = only([("a", f"It is {value}, thanks")], Code.PERSONAL_DATA).message
    assert "`It is [" in message
    assert value not in message
    assert value not in mask(f"({value})")


@pytest.mark.parametrize("value", SECRETS)
def test_secrets_are_told_and_masked(value: str) -> None:
    assert found([("fine", "x"), (f"key: {value} .", "b")], Code.SECRET) == [2]
    message = only([(f"key: {value} .", "b")], Code.SECRET).message
    assert "`key: [secret]" in message
    assert value[8:] not in message
    assert value[8:] not in mask(f"({value})")


@pytest.mark.parametrize("value", HARMLESS)
def test_what_only_looks_private_is_let_be(value: str) -> None:
    assert found([("a", f"It is {value}, thanks")], Code.PERSONAL_DATA) == []
    assert found([("a", f"It is {value}, thanks")], Code.SECRET) == []
    assert mask(value) == value


def test_other_findings_do_not_give_away_what_is_private() -> None:
    value = f" {PERSONAL[0]} and {PERSONAL[6]} and {SECRETS[0]}\x01"
    report = check([(value, value), (value, "x"), ("me@x.org", "")])
    for finding in report.findings:
        assert not any(it in finding.message for it in (PERSONAL[0], PERSONAL[6], SECRETS[0]))


@pytest.mark.parametrize(
    "unit", ["a", "1", "-", "+1 ", "a.", "a@", "@", "-----BEGIN ", "://", "eyJ"]
)
def test_looking_takes_time_in_proportion_whatever_the_text(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    began = time.process_time()
    for kind in KINDS:
        list(kind.find(text))
    assert time.process_time() - began < 5
