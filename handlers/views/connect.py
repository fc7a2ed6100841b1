"""Linking a Google account: the words and the button. The address is for one person's eyes."""

from bot.domain import Account, scopes
from handlers.views import entered, kit, notice

OPEN = "connect.press"
SHEETS = "connect.sheets"  # may we read your sheets, too?
GO = "connect.go"  # the button that leads to Google; Slack tells us of the press as well

TITLE = CONNECT = "Connect Google"
AGAIN = "Reconnect"
WHY_SHEETS = (
    "To read a sheet that not everybody may see, I need your leave to read your sheets. Google "
    "asks for it on its own page, and this form goes on where it stopped. I read only what you "
    "give me a link to, and change nothing.\n\n"
    "The link is yours alone, works once, and for ten minutes."
)
WHY = (
    "Models are tuned with your own Google account, so Tuner needs your leave first. Google "
    "asks for it on its own page, and this form goes on where it stopped.\n\n"
    "The link is yours alone, works once, and for ten minutes."
)


def for_sheets(answers: entered.Answers) -> kit.Block:
    """Return the button with which somebody lets us read their sheets, and then goes on."""
    return kit.button(SHEETS, "Connect for Sheets", answers.dump(), style="primary")


def build_for_sheets(url: str) -> kit.View:
    """Offer the way to Google's page, where it asks also whether we may read sheets."""
    go = kit.button(GO, "Connect for Sheets", style="primary", url=url)
    return kit.modal(TITLE, [kit.section(WHY_SHEETS), kit.actions(go)])


def build(
    url: str, *, words: str = "", account: Account | None = None, again: bool = False
) -> kit.View:
    """Offer the way to Google's page. Only ever shown in a modal, never in a channel.

    *again*: there is a link, which the *words* say is not enough.
    """
    label = "Link again, or another account" if account else AGAIN if again else CONNECT
    go = kit.button(GO, label, style="primary", url=url)
    blocks = [kit.section(_already(account) if account else WHY), kit.actions(go)]
    return kit.modal(TITLE, [*kit.warning(words), *blocks])


def facts(account: Account) -> str:
    """Say since when an account is linked, what Tuner may do with it, and when it last did."""
    used = f"last used {kit.when(account.used)}" if account.used else "not used yet"
    said = [
        f"since {kit.when(account.linked)}",
        f"Tuner may {scopes.in_words(account.scopes)}",
        used,
    ]
    return " · ".join(it for it in said if it)


def _already(account: Account) -> str:
    return (
        f"You are linked as *{kit.escape(account.email)}*.\n{facts(account)}\n"
        "`/tune disconnect` takes the link back, here and at Google."
    )


def linked(email: str, button: kit.Block) -> kit.View:
    return notice.build(_done(email), button, title=TITLE)


def linked_message(email: str, button: kit.Block) -> kit.Message:
    """Return the same for somebody who has closed the modal, with the way on."""
    text = _done(email)
    return kit.Message(text=text, blocks=[kit.section(text), kit.actions(button)])


def failed_message(words: str) -> kit.Message:
    button = kit.button(OPEN, CONNECT)
    return kit.Message(text=words, blocks=[kit.section(words), kit.actions(button)])


def _done(email: str) -> str:
    return f":white_check_mark: Linked as *{kit.escape(email)}*."
