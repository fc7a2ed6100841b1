"""Every block that an app can send is drawn."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.playground.page.kit import Json, Local, message, mrkdwn, plain


def raw(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


CHART = {
    "type": "data_visualization",
    "title": "Mean loss",
    "chart": {
        "type": "line",
        "series": [
            {
                "name": "loss",
                "data": [{"label": "1", "value": 3.0}, {"label": "2", "value": 0.5}],
            }
        ],
        "axis_config": {"categories": ["1", "2"], "x_label": "Step", "y_label": "Loss"},
    },
}

# What is posted, a selector that must then be there, and the words that must be in it.
DRAWN: dict[str, tuple[Json, str, str]] = {
    "section": (
        {"type": "section", "text": mrkdwn("*Steps*"), "fields": [mrkdwn("12 of 19")]},
        ".fields > div",
        "12 of 19",
    ),
    "header": ({"type": "header", "text": plain("Title :tada:")}, "[role=heading]", "Title 🎉"),
    "divider": ({"type": "divider"}, "hr", ""),
    "context": ({"type": "context", "elements": [mrkdwn("by *Ada*")]}, ".context strong", "Ada"),
    "rich_text": (
        rich({"type": "text", "text": "bold", "style": {"bold": True, "italic": True}}),
        "strong, em strong, em",
        "bold",
    ),
    "markdown": ({"type": "markdown", "text": "## Two"}, ".md-h2", "Two"),
    "table": (
        {"type": "table", "rows": [[raw("Model"), raw("Loss")], [raw("poet"), raw("0.1")]]},
        "tbody td >> nth=1",
        "0.1",
    ),
    "data_table": (
        {
            "type": "data_table",
            "caption": "Lines",
            "rows": [[raw("Line")], *([raw(str(line))] for line in range(12))],
        },
        "caption",
        "Lines",
    ),
    "card": (
        {"type": "card", "title": mrkdwn("Poet"), "body": mrkdwn("rhymes")},
        ".card .card-body",
        "rhymes",
    ),
    "carousel": (
        {"type": "carousel", "elements": [{"type": "card", "title": mrkdwn("One")}]},
        ".carousel .card-title",
        "One",
    ),
    "plan": (
        {
            "type": "plan",
            "title": "Preparing",
            "tasks": [{"type": "task_card", "task_id": "1", "title": "Read", "status": "complete"}],
        },
        "details.plan .task-card.complete",
        "Read",
    ),
    "task_card": (
        {"type": "task_card", "task_id": "2", "title": "Check", "status": "in_progress"},
        ".task-card.in_progress",
        "Check",
    ),
    "data_visualization": (CHART, "svg .chart-line", ""),
    "image": (
        {"type": "image", "image_url": "http://127.0.0.1:9/none.png", "alt_text": "A curve"},
        "[role=img]",
        "A curve",
    ),
    "video": (
        {
            "type": "video",
            "title": plain("How to"),
            "alt_text": "A film",
            "video_url": "https://example.com/v",
            "thumbnail_url": "https://example.com/t.png",
        },
        "figure.video a",
        "How to",
    ),
    "context_actions": (
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "press",
                    "positive_button": {"text": plain("Good"), "value": "good"},
                    "negative_button": {"text": plain("Bad"), "value": "bad"},
                }
            ],
        },
        "button[aria-label=Good]",
        "👍",
    ),
}


@pytest.fixture(scope="module")
def stamps(local: Local) -> dict[str, str]:
    return {name: local.say(name, blocks=[block]) for name, (block, _, _) in DRAWN.items()}


@pytest.fixture(scope="module")
def page(local: Local, stamps: dict[str, str]) -> Iterator[Page]:
    gone = ("net::ERR_",)  # pictures of hosts that are not there
    with local.look(allow=gone) as page:
        message(page, stamps["context_actions"]).wait_for()
        yield page


@pytest.mark.parametrize("name", DRAWN)
def test_each_block_is_drawn(page: Page, stamps: dict[str, str], name: str) -> None:
    _, selector, words = DRAWN[name]
    found = message(page, stamps[name]).locator(selector).first
    expect(found).to_be_attached()
    expect(found).to_contain_text(words)


def test_a_data_table_has_pages(page: Page, stamps: dict[str, str]) -> None:
    table = message(page, stamps["data_table"])
    expect(table.get_by_text("Page 1 of 3 · 12 rows")).to_be_visible()
    table.get_by_role("button", name="Next").click()
    expect(table.get_by_role("cell").first).to_have_text("5")


def test_a_chart_can_be_read_without_seeing_it(page: Page, stamps: dict[str, str]) -> None:
    numbers = message(page, stamps["data_visualization"]).locator("table.sr-only td")
    expect(numbers).to_have_text(["3", "0.5"])


def test_what_the_page_does_not_know_is_named(page: Page) -> None:
    script = """async () => {
        const [{ drawBlocks }, { render }] = await Promise.all(
            [import('/blocks/index.js'), import('/lit.js')]);
        const into = document.createElement('div');
        render(drawBlocks([{ type: 'hologram' }], { key: 'x' }), into);
        return into.textContent;
    }"""
    assert 'can\'t show a "hologram" block' in page.evaluate(script)
