"""The sign-in pages as HTML: plain forms and links, which work without scripts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from playground.google.people import Person
from playground.google.scopes import SIGN_IN, WORDS

_CSS = Path(__file__).with_name("signin.css").read_text()
_FIELD = """<label class="password">Your password
<input type="password" name="password" autocomplete="current-password" required></label>"""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
{css}</style>
</head>
<body>
<main>
<header><span aria-hidden="true">P</span>Playground accounts, on this machine</header>
{body}
</main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Where the consent form goes, what proves that we showed it, and what was wrong last time."""

    action: str
    other: str
    guard: str
    wrong: str = ""


def accounts(app: str, people: Iterable[tuple[Person, str]], *, unknown: str = "") -> str:
    """Let the person pick; *people* come with the address that each one leads to."""
    lines = "\n".join(f"<li>{_account(person, link)}</li>" for person, link in people)
    known = f'<p class="bad" role="alert">{escape(unknown)} has no account here.</p>'
    return _page(
        "Choose an account",
        f"<h1>Choose an account</h1>\n<p>to continue to <strong>{escape(app)}</strong></p>\n"
        f"{known if unknown and '@' in unknown else ''}<ul>\n{lines}\n</ul>",
    )


def consent(app: str, person: Person, scopes: Sequence[str], form: Form) -> str:
    """Ask what to allow; what signing in always tells has no box to untick."""
    fixed = "\n".join(
        f'<li class="fixed">{_words(each)}</li>' for each in scopes if each in SIGN_IN
    )
    boxes = "\n".join(f"<li>{_box(each)}</li>" for each in scopes if each not in SIGN_IN)
    title = f"{app} wants to use your account"
    alert = f'<p class="bad" role="alert">{escape(form.wrong)}</p>' if form.wrong else ""
    return _page(
        title,
        f"""<h1>{escape(title)}</h1>
<div class="who"><span>{escape(person.email)}</span>
<a href="{escape(form.other)}">Use another account</a></div>
{alert}
<form method="post" action="{escape(form.action)}">
<input type="hidden" name="account" value="{escape(person.email)}">
<input type="hidden" name="guard" value="{escape(form.guard)}">
<p id="asks">Choose what {escape(app)} may do:</p>
<ul aria-labelledby="asks">
{fixed}
{boxes}
</ul>
{_FIELD if person.has_password else ""}
<div class="buttons">
<button class="main" name="choice" value="allow">Allow</button>
<button name="choice" value="cancel" formnovalidate>Cancel</button>
</div>
</form>""",
    )


def refusal(error: str, words: str) -> str:
    return _page(
        "Access blocked",
        f"<h1>Access blocked: this app's request is invalid</h1>\n<p>{escape(words)}</p>\n"
        f"<p><small>Error 400: <code>{escape(error)}</code></small></p>",
    )


def _account(person: Person, link: str) -> str:
    return (
        f'<a class="account" href="{escape(link)}">'
        f'<span class="face" aria-hidden="true">{escape(person.name[:1])}</span>'
        f'<span class="two">{escape(person.name)}<small>{escape(person.email)}</small></span></a>'
    )


def _box(scope: str) -> str:
    box = f'<input type="checkbox" name="scope" value="{escape(scope)}" checked>'
    return f'<label class="scope">{box}{_words(scope)}</label>'


def _words(scope: str) -> str:
    short = scope.rpartition("/")[2]
    return f'<span class="two">{escape(WORDS[scope])}<small>{escape(short)}</small></span>'


def _page(title: str, body: str) -> str:
    return _PAGE.format(title=escape(title), css=_CSS, body=body)
