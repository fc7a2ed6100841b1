"""What messages say becomes what people read, and nothing more."""

from typing import Any

import pytest

from tests.playground.page.kit import Local, message


@pytest.fixture(scope="module")
def seen(local: Local) -> dict[str, str]:
    """Show each text as a message's HTML, without what the template engine leaves in it."""
    texts: dict[str, dict[str, Any]] = {text: {} for text in (*SLACK, *FOREIGN)}
    texts |= {text: {"blocks": [{"type": "markdown", "text": text}]} for text in MARKDOWN}
    stamps = {text: local.say(text, **more) for text, more in texts.items()}
    with local.look() as page:
        message(page, [*stamps.values()][-1]).wait_for()
        # The page has the emoji's names when it draws one.
        page.locator("[data-testid=messages] .emoji").first.wait_for()
        script = "(body) => body.innerHTML.replace(/<!--.*?-->/g, '')"
        bodies = {
            text: message(page, ts).locator(":is(.mrkdwn, .markdown)").evaluate(script)
            for text, ts in stamps.items()
        }
        assert page.evaluate("window.broken") is None
    return bodies


SLACK = {
    "*bold* _italic_ ~gone~ `code`": (
        "<strong>bold</strong>",
        "<em>italic</em>",
        "<s>gone</s>",
        "<code>code</code>",
    ),
    "*_both_*": ("<strong><em>both</em></strong>",),
    "2*3*4 and snake_case_name": ("2*3*4 and snake_case_name",),
    "see <https://example.com/a_b|the docs>": ('href="https://example.com/a_b"', ">the docs</a>"),
    "bare https://example.com/x.": ('href="https://example.com/x"', "</a>."),
    "```a *b*\n<tt>```": ("<pre>a *b*\n&lt;tt&gt;</pre>",),
    "> quoted\nafter": ("<blockquote>quoted</blockquote>", "<span>after</span>"),
    "- one\n- two": ("<li>one</li><li>two</li>",),
    "1 &lt; 2 &amp;&amp; 3": ("1 &lt; 2 &amp;&amp; 3",),
    "<!here> :wave: :no_such_thing:": ("@here", "👋", ":no_such_thing:"),
    "<!date^1700000000^{date_num}|then>": (">2023-11-1",),
    "<!date^1700000000^{what}|then>": (">then<",),
}

FOREIGN = {
    "<img src=x onerror=broken=1>": "&lt;img src=x onerror=broken=1&gt;",
    "<script>window.broken = 1</script>": "&lt;script&gt;",
    "<javascript:window.broken=1|press>": "&lt;javascript:window.broken=1|press&gt;",
    "`<b>`&lt;b&gt;": "<code>&lt;b&gt;</code>&lt;b&gt;",
}

MARKDOWN = {
    "# Title\n\nSome **bold**, *it*, ~~no~~ and `x`": (
        'aria-level="3"',
        "<strong>bold</strong>",
        "<em>it</em>",
        "<s>no</s>",
        "<code>x</code>",
    ),
    "**2** and __b__ and 2 * 3 * 4": (
        "<strong>2</strong>",
        "<strong>b</strong>",
        "2 * 3 * 4",
    ),
    "1. one\n2. two\n   - inner": ("<ol", "one", "<ul><li", "inner"),
    "| a | b |\n|---|---|\n| 1 | **2** |": ("<th", ">a</th>", "<td><strong>2</strong></td>"),
    "[link](https://example.com) [bad](javascript:broken=1)": (
        'href="https://example.com/"',
        "<span>bad</span>",
    ),
    "```py\nprint('*')\n```": ("<pre>print('*')</pre>",),
    "<img src=x onerror=broken=1>": ("&lt;img src=x onerror=broken=1&gt;",),
    "- [x] done\n- [ ] open": ('aria-label="done"', 'aria-label="to do"'),
    "\\*not bold\\*": ("*not bold*",),
}


@pytest.mark.parametrize("text", SLACK)
def test_slack_markup_is_drawn_as_people_expect(seen: dict[str, str], text: str) -> None:
    for piece in SLACK[text]:
        assert piece in seen[text]


@pytest.mark.parametrize("text", FOREIGN)
def test_no_text_becomes_an_element_of_its_own(seen: dict[str, str], text: str) -> None:
    assert FOREIGN[text] in seen[text]


@pytest.mark.parametrize("text", MARKDOWN)
def test_markdown_blocks_are_drawn_as_markdown(seen: dict[str, str], text: str) -> None:
    for piece in MARKDOWN[text]:
        assert piece in seen[text]


def test_people_and_channels_are_named(local: Local) -> None:
    ben, tuning = local.people["Ben"], local.channels["tuning"]
    ts = local.say(f"<@{ben}> in <#{tuning}>")
    with local.look() as page:
        words = message(page, ts).locator(".mrkdwn")
        words.wait_for()
        assert words.inner_text() == "@ben in #tuning"
