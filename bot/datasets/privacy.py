"""What in a text belongs to a person, or opens a door: found, and masked."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.domain import Code

ROUNDS = 8  # what is masked may uncover something beside it


@dataclass(frozen=True, slots=True)
class Kind:
    """*name* is for people, *mark* stands in place of it; *holds* tells it from what looks so.

    Each has one of *leads* in it, which are quickly looked for; any text will do if it is empty.
    """

    code: Code
    name: str
    mark: str
    pattern: re.Pattern[str]
    leads: tuple[str, ...] = ("",)
    holds: Callable[[str], bool] = bool

    def find(self, text: str) -> Iterator[str]:
        if any(lead in text for lead in self.leads):
            yield from (it[0] for it in self.pattern.finditer(text) if self.holds(it[0]))

    def mask(self, text: str) -> str:
        if not any(lead in text for lead in self.leads):
            return text
        return self.pattern.sub(lambda it: self.mark if self.holds(it[0]) else it[0], text)


def is_card_number(text: str) -> bool:
    """Tell a card's number by its last digit, as Luhn's rule has it."""
    digits = [int(it) for it in text if it.isdigit()]
    doubled = [sum(divmod(2 * it, 10)) for it in digits[-2::-2]]
    return digits[0] in {2, 3, 4, 5, 6} and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def is_bank_account(text: str) -> bool:
    """Tell an IBAN by its check digits."""
    packed = "".join(text.split())
    return int("".join(str(int(it, 36)) for it in packed[4:] + packed[:4])) % 97 == 1


def _personal(name: str, mark: str, pattern: str, holds: Callable[[str], bool] = bool) -> Kind:
    return Kind(Code.PERSONAL_DATA, name, mark, re.compile(pattern), holds=holds)


def _token(pattern: str, *leads: str) -> Kind:
    whole = re.compile(rf"(?<![A-Za-z0-9]){pattern}")
    return Kind(Code.SECRET, "a key or token", "[secret]", whole, leads)


# All patterns take time in proportion to the text: what repeats is bounded, or ends plainly.
PRIVATE_KEY = Kind(
    Code.SECRET,
    "a private key",
    "[secret]",
    re.compile(
        r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----"
        r"(?:[\s\S]*?-----END [A-Z0-9 ]{1,40}-----|[\s\S]*)"
    ),
    ("PRIVATE KEY",),
)
PASSWORD = Kind(
    Code.SECRET,
    "an address with a password in it",
    "[secret]",
    re.compile(r"(?<![a-z0-9])[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{0,64}:[^\s/@]{3,128}@"),
    ("://",),
)
TOKENS = (
    _token(r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])", "AKIA", "ASIA", "ABIA", "ACCA"),
    _token(r"gh[pousr]_[A-Za-z0-9]{36,255}", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    _token(r"github_pat_[A-Za-z0-9_]{22,255}", "github_pat_"),
    _token(r"glpat-[A-Za-z0-9_-]{20,255}", "glpat-"),
    _token(r"xox[abeoprs]-[A-Za-z0-9-]{15,255}", "xox"),
    _token(r"xapp-[0-9]-[A-Za-z0-9-]{15,255}", "xapp-"),
    _token(
        r"(?:https://)?hooks\.slack\.com/[a-z]{1,20}/[A-Za-z0-9/_-]{20,255}", "hooks.slack.com/"
    ),
    _token(r"AIza[A-Za-z0-9_-]{35}", "AIza"),
    _token(r"GOCSPX-[A-Za-z0-9_-]{20,64}", "GOCSPX-"),
    _token(r"ya29\.[A-Za-z0-9_-]{20,512}", "ya29."),
    _token(r"sk-(?=[A-Za-z_-]{0,255}[0-9])[A-Za-z0-9_-]{20,255}", "sk-"),
    _token(r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}", "k_live_", "k_test_"),
    _token(r"whsec_[A-Za-z0-9]{16,255}", "whsec_"),
    _token(r"npm_[A-Za-z0-9]{30,64}", "npm_"),
    _token(r"hf_[A-Za-z0-9]{30,64}", "hf_"),
    _token(r"pypi-[A-Za-z0-9_-]{50,255}", "pypi-"),
    _token(r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}", "SG."),
    _token(r"(?:SK|AC)[0-9a-f]{32}(?![0-9a-f])", "SK", "AC"),
    _token(r"do[opr]_v1_[a-f0-9]{64}", "_v1_"),
    _token(r"[0-9]{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])", ":AA"),
    _token(r"AccountKey=[A-Za-z0-9+/]{40,255}={0,2}", "AccountKey="),
    _token(
        r"eyJ[A-Za-z0-9_-]{10,2048}\.eyJ[A-Za-z0-9_-]{10,2048}\.[A-Za-z0-9_-]{10,512}",
        "eyJ",
    ),
)
EMAIL = Kind(
    Code.PERSONAL_DATA,
    "an e-mail address",
    "[e-mail]",
    re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}"),
    ("@",),
)
ACCOUNT = _personal(
    "an account number",
    "[account]",
    r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])",
    is_bank_account,
)
CARD = _personal(
    "a card number",
    "[card]",
    r"(?<![\w.-])(?:[0-9]{4}(?P<by>[ -]?)[0-9]{4}(?P=by)[0-9]{4}(?P=by)[0-9]{1,7}"
    r"|3[47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5})(?![\w-])",
    is_card_number,
)
INSURED = _personal(
    "a social security number",
    "[number]",
    r"(?<![\w.-])(?!000|666|9)[0-9]{3}-[0-9]{2}-[0-9]{4}(?![\w-])",
)
PHONE = _personal(
    "a phone number",
    "[phone]",
    r"(?<![\w+])\+[1-9][0-9]{0,2}[ ./-]?(?:\([0-9]{1,4}\)[ ./-]?)?[0-9](?:[ ./-]?[0-9]){5,12}(?!\w)"
    r"|(?<![\w.+-])(?:1[ .-])?(?:\([0-9]{3}\) ?[0-9]{3}[ .-]"
    r"|[0-9]{3}(?P<mark>[ .-])[0-9]{3}(?P=mark))"
    r"[0-9]{4}(?![\w-])"
    r"|(?<![\w.,+-])(?<![0-9] )0[0-9]{2,4}[ /-][0-9]{3,4}[ -]?[0-9]{3,5}(?![\w-]| [0-9])",
)

NUMBERS = (ACCOUNT, CARD, INSURED, PHONE)
KINDS = (PRIVATE_KEY, *TOKENS, PASSWORD, EMAIL, *NUMBERS)

_DIGITS = re.compile(r"[0-9+(][0-9 ()./-]{4,}[0-9]")
_ANY_NUMBER = re.compile("|".join(kind.pattern.pattern for kind in NUMBERS))
_BEFORE, _AFTER = 12, 32  # how much of an account's number may stand around its digits


def may_have_number(text: str) -> bool:
    """Rule out, more quickly than by looking for each, that one of `NUMBERS` is in a text."""
    return any(
        _ANY_NUMBER.search(text, max(0, it.start() - _BEFORE), it.end() + _AFTER)
        for it in _DIGITS.finditer(text)
    )


def mask(text: str) -> str:
    """Return the text with a mark in place of each thing that is private."""
    for _ in range(ROUNDS):
        before = text
        for kind in KINDS:
            text = kind.mask(text)
        if text == before:
            break
    return text
