"""Messages: live, in their places, with their files."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from playground.slack.images import size_of
from tests.playground.page.kit import Local, message, plain

DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


def test_what_is_posted_edited_and_deleted_is_seen_at_once(local: Local) -> None:
    with local.look() as page:
        ts = local.say("first *words*")
        shown = message(page, ts)
        expect(shown).to_contain_text("first words")
        expect(shown.get_by_text("APP", exact=True)).to_be_visible()
        local.client.chat_update(channel=local.channels["tuning"], ts=ts, text="other words")
        expect(shown).to_contain_text("other words")
        expect(shown).to_contain_text("(edited)")
        local.client.chat_delete(channel=local.channels["tuning"], ts=ts)
        expect(shown).to_have_count(0)


def test_new_messages_are_told_to_screen_readers(local: Local) -> None:
    with local.look() as page:
        local.say("listen to this")
        expect(page.get_by_role("log", name="New messages")).to_contain_text("listen to this")


def test_only_the_one_it_is_for_sees_an_ephemeral_message(local: Local) -> None:
    with local.look(who="Ada") as page:
        for name in ("Ben", "Ada"):
            local.client.chat_postEphemeral(
                channel=local.channels["tuning"], user=local.people[name], text=f"psst {name}"
            )
        shown = page.get_by_test_id("message").filter(has_text="psst Ada")
        expect(shown).to_contain_text("Only visible to you")
        expect(page.get_by_text("psst Ben")).to_have_count(0)


def test_a_streamed_answer_grows_before_ones_eyes(local: Local) -> None:
    root = local.say("ask me")
    stream = local.client.chat_stream(
        channel=local.channels["tuning"],
        thread_ts=root,
        recipient_team_id="T1",
        recipient_user_id=local.people["Ada"],
        buffer_size=1,
    )
    with local.look(thread=root) as page:
        thread = page.get_by_test_id("thread")
        stream.append(markdown_text="The **answer** ")
        answer = thread.get_by_test_id("message").filter(has_text="The answer")
        expect(answer).to_have_attribute("aria-busy", "true")
        expect(answer.locator(".message-body strong")).to_have_text("answer")
        stream.append(markdown_text="is IV")
        stream.stop()
        expect(answer).to_contain_text("The answer is IV")
        expect(answer).not_to_have_attribute("aria-busy", "true")


def test_a_thread_opens_beside_the_channel_and_takes_replies(local: Local) -> None:
    root = local.say("a subject")
    with local.look() as page:
        local.say("a reply", thread_ts=root)
        message(page, root).get_by_role("link", name="1 reply").click()
        thread = page.get_by_test_id("thread")
        expect(thread).to_contain_text("a reply")
        box = page.get_by_test_id("reply-box")
        expect(box).to_be_focused()
        box.fill("another")
        box.press("Enter")
        expect(thread).to_contain_text("another")
        expect(thread).to_contain_text("2 replies")
        expect(page.get_by_test_id("messages").get_by_text("another")).to_have_count(0)
        page.reload()
        expect(page.get_by_test_id("thread")).to_contain_text("another")
        page.get_by_role("button", name="Close thread").click()
        expect(thread).to_have_count(0)


def test_pictures_are_shown_with_their_words_and_other_files_as_cards(local: Local) -> None:
    assert size_of(DOT) == (1, 1)
    where: Any = {"channel": local.channels["tuning"]}
    local.client.files_upload_v2(
        **where, filename="curve.png", content=DOT, alt_txt="Loss falls", initial_comment="Look"
    )
    local.client.files_upload_v2(**where, filename="lines.csv", content="a,b\n", title="Lines")
    with local.look() as page:
        picture = page.get_by_role("img", name="Loss falls")
        expect(picture).to_have_js_property("naturalWidth", 1)
        card = page.get_by_test_id("file").filter(has_text="lines.csv")
        expect(card).to_contain_text("4 B")
        with page.expect_download() as download:
            card.get_by_role("link", name="Download lines.csv").click()
        assert download.value.suggested_filename == "lines.csv"


def test_unread_messages_are_counted_until_they_are_seen(local: Local) -> None:
    with local.look("tuning") as page:
        link = page.get_by_test_id("channel-link").filter(has_text="general")
        local.say("news", channel="general")
        expect(link).to_contain_text("1")
        link.click()
        expect(page.get_by_test_id("messages")).to_contain_text("news")
        expect(link).not_to_contain_text("1")
        page.get_by_test_id("channel-link").filter(has_text="tuning").click()
        expect(link).not_to_contain_text("1")


def test_earlier_messages_come_when_asked_for(local: Local) -> None:
    texts = [f"number {at}." for at in range(120)]
    for text in texts:
        local.person("messages", channel=local.channels["random"], text=text)
    with local.look("random") as page:
        expect(page.get_by_text(texts[-1])).to_be_in_viewport()
        expect(page.get_by_text(texts[0], exact=True)).to_have_count(0)
        page.get_by_role("button", name="Show earlier messages").click()
        expect(page.get_by_text(texts[0], exact=True)).to_have_count(1)
        expect(page.get_by_role("button", name="Show earlier messages")).to_have_count(0)


@pytest.mark.parametrize("chosen", ["Ben", "Chloé"])
def test_one_can_be_somebody_else(local: Local, chosen: str) -> None:
    with local.look("tuning", who="Ada") as page:
        page.get_by_role("button", name="You are Ada, admin").click()
        page.get_by_role("menuitemradio", name=chosen).click()
        expect(page.get_by_role("button", name=f"You are {chosen}, member")).to_be_visible()
        expect(page).to_have_url(local.address("tuning", chosen))
        page.get_by_test_id("message-box").fill(f"I am {chosen}")
        page.get_by_test_id("message-box").press("Enter")
        said = page.get_by_test_id("message").filter(has_text=f"I am {chosen}")
        expect(said).to_have_attribute("data-user", local.people[chosen])


def test_private_channels_are_not_there_for_others(local: Local) -> None:
    with local.look("tuning", who="Chloé") as page:
        expect(page.get_by_test_id("channel-link").filter(has_text="tuning")).to_be_visible()
        expect(page.get_by_text("secret-lab")).to_have_count(0)


def test_a_message_without_words_still_says_what_it_is(local: Local) -> None:
    blocks = [{"type": "header", "text": plain("Only a header")}]
    ts = local.say("fallback", blocks=blocks)
    with local.look() as page:
        expect(message(page, ts).get_by_role("heading", name="Only a header")).to_be_visible()
        expect(message(page, ts)).not_to_contain_text(re.compile("fallback"))


def test_a_link_to_a_message_opens_it_here_as_who_one_is(local: Local) -> None:
    root = local.say("the linked one")
    reply = local.say("inside", thread_ts=root)
    link = local.client.chat_getPermalink(channel=local.channels["tuning"], message_ts=reply)
    ts = local.say(f"see <{link.get('permalink')}|the linked one>", channel="general")
    with local.look("general", who="Ben") as page:
        message(page, ts).get_by_role("link", name="the linked one").click()
        expect(page.get_by_test_id("thread")).to_contain_text("inside")
        expect(page).to_have_url(local.address("tuning", "Ben", root))
