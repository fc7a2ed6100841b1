"""The few pages that a browser sees on its way from Google back to Slack."""

import re
from html import escape

from bot.domain import PendingLink

STYLE = """
:root { color-scheme: light dark; --ink: #1d1c1d; --soft: #5c5a60; --paper: #fff; --edge: #dedce2;
  --ground: #f5f4f7; --act: #0b6b53; --on-act: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceaf0; --soft: #aba8b3; --paper: #222127;
  --edge: #3d3b45; --ground: #17161a; --act: #55c7a4; --on-act: #0a211a; } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
  background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { width: min(30rem, 100%); background: var(--paper); border: 1px solid var(--edge);
  border-radius: 14px; padding: 2rem }
h1 { font-size: 1.35rem; line-height: 1.25; margin: 0 0 1rem }
p { margin: 0 0 1rem }
dl { margin: 0 0 1.25rem; border: 1px solid var(--edge); border-radius: 10px }
div { padding: .75rem 1rem } div + div { border-top: 1px solid var(--edge) }
dt { color: var(--soft); font-size: .875rem } dd { margin: 0; font-weight: 600;
  overflow-wrap: anywhere }
form { display: flex; flex-wrap: wrap; gap: .75rem }
button { font: inherit; font-weight: 600; padding: .6rem 1.1rem; border-radius: 8px;
  border: 1px solid var(--edge); background: transparent; color: inherit; cursor: pointer }
button.act { background: var(--act); border-color: var(--act); color: var(--on-act) }
a.act { display: inline-block; font-weight: 600; padding: .6rem 1.1rem; border-radius: 8px;
  background: var(--act); color: var(--on-act); text-decoration: none }
a:focus-visible, button:focus-visible { outline: 3px solid var(--act); outline-offset: 2px }
code { background: var(--ground); border-radius: 5px; padding: .1em .35em }
.soft { color: var(--soft); margin: 1.25rem 0 0; font-size: .9rem }
"""


def confirm(link: PendingLink, secret: str) -> str:
    """Ask whether both identities are the same person's: a link may come from somebody else."""
    person = link.person
    slack = escape(person.name or person.user)
    workspace = escape(person.workspace_name or person.workspace)
    return _page(
        "Link these two?",
        f"""<p>Tuner will tune and ask models as this Google account, for this person in Slack.</p>
<dl><div><dt>Google account</dt><dd>{escape(link.email)}</dd></div>
<div><dt>Slack</dt><dd>{slack} in {workspace}</dd></div></dl>
<form method="post" action="confirm">
<input type="hidden" name="secret" value="{escape(secret)}">
<button class="act" name="answer" value="yes">Yes, link them</button>
<button name="answer" value="no">No, these are not both me</button></form>
<p class="soft">If you did not ask for this in Slack yourself, choose No: somebody may have sent
you their link.</p>""",
    )


def linked(link: PendingLink) -> str:
    who = escape(link.email)
    return _page(
        "Linked",
        f"<p><strong>{who}</strong> is linked. Close this page and go on in Slack.</p>",
    )


def declined() -> str:
    return _page(
        "Nothing was linked",
        "<p>Tuner has forgotten that account. You can close this page.</p>"
        '<p class="soft">Google still lists Tuner among the apps that you allowed. Remove it there '
        "in your account's security settings if you like.</p>",
    )


def failed(words: str) -> str:
    return _page("Nothing was linked", f"<p>{_marked_up(words)}</p>")


def install(url: str) -> str:
    return _page(
        "Add Tuner to Slack",
        f"""<p>Tuner teaches a language model by example, in your channels. Slack asks you next
what you allow it.</p>
<p><a class="act" href="{escape(url)}">Add to Slack</a></p>
<p class="soft">This works for ten minutes, in this browser. What Tuner keeps is encrypted, and
goes when you take it out again.</p>""",
    )


def installed(name: str) -> str:
    where = escape(name or "your workspace")
    return _page(
        "Installed",
        f"<p>Tuner is in <strong>{where}</strong>. Close this page and go on in Slack.</p>",
    )


def not_installed(words: str) -> str:
    return _page(
        "Nothing was installed",
        f'<p>{escape(words)}</p><p><a class="act" href="install">Try again</a></p>',
    )


def trouble(words: str) -> str:
    return _page("That did not work", f"<p>{_marked_up(words)}</p>")


def _marked_up(words: str) -> str:
    """Show the words that Slack would show: `code` is all the markup that ours have."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(words))


def _page(title: str, body: str) -> str:
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)} · Tuner</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><style>{STYLE}</style></head>
<body><main><h1>{escape(title)}</h1>
{body}
</main></body></html>
"""
