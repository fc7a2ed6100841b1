"""A modal that only says something."""

from handlers.views import kit

TITLE = "Tuner"


def build(markdown: str, *buttons: kit.Block, title: str = TITLE) -> kit.View:
    row = [kit.actions(*buttons)] if buttons else []
    return kit.modal(title, [kit.section(markdown), *row])


def loading(markdown: str = "One moment…") -> kit.View:
    return build(f":hourglass_flowing_sand: {markdown}")
