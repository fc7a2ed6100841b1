// One message: who, when, what, and what one can do with it.
import { html, nothing } from "./lit.js";
import { address, go } from "./route.js";
import { appBadge, avatar, personName } from "./people.js";
import { attempt, state } from "./state.js";
import { clock, full } from "./time.js";
import { drawBlocks } from "./blocks/index.js";
import { drawFiles } from "./files.js";
import { markdown } from "./markdown.js";
import { menu } from "./menu.js";
import { messagePlace } from "./forms.js";
import { mrkdwn } from "./mrkdwn.js";
import { post } from "./api.js";

const WINDOW = 300; // seconds in which messages of one author stand together

/** Does `message` go on where `before` ended, so that name and face need no repeating? */
export const continues = (message, before) =>
  Boolean(before) &&
  before.user === message.user &&
  !before.ephemeral &&
  !message.ephemeral &&
  !before.reply_count &&
  Number(message.ts) - Number(before.ts) < WINDOW;

const runShortcut = (shortcut, channel, message) =>
  attempt(() => post("shortcuts", { callback_id: shortcut.callback_id, channel, ts: message.ts }));

function toolbar(message, channel, thread) {
  if (message.ephemeral) return nothing;
  const items = state.shortcuts
    .filter(({ type }) => type === "message")
    .map((shortcut) => ({ label: shortcut.name, hint: state.app?.name, run: () => runShortcut(shortcut, channel, message) }));
  const root = message.thread_ts ?? message.ts;
  return html`<div class="message-tools">
    ${thread ? nothing : html`<button type="button" class="icon-button" title="Reply in thread" aria-label="Reply in thread" @click=${() => go({ channel, thread: root })}>💬</button>`}
    ${items.length ? menu({ id: `m-${thread ? "t" : "c"}-${message.ts}`, label: "More actions", face: "⋯", items }) : nothing}
  </div>`;
}

function replies(message, channel, thread) {
  if (thread || !message.reply_count) return nothing;
  const count = message.reply_count;
  return html`<a class="replies" href=${address({ channel, thread: message.ts })}>
    <span class="faces">${(message.reply_users ?? []).slice(0, 4).map((id) => avatar(id, "tiny"))}</span>
    ${count} ${count === 1 ? "reply" : "replies"}</a>`;
}

function content(message, channel) {
  if (message.blocks?.length) return drawBlocks(message.blocks, messagePlace(channel, message.ts));
  if (message.streaming !== undefined || message.markdown_text) return markdown(message.markdown_text ?? message.text);
  return message.text ? mrkdwn(message.text) : nothing;
}

const author = (message) => (message.local || !message.user ? "Playground" : personName(message.user));

const byline = (message, channel) => html`<div class="byline">
  <strong>${author(message)}</strong>${appBadge(message.user)}
  <a class="time" href=${address({ channel, thread: message.thread_ts ?? message.ts })} title=${full(message.ts)}>${clock(message.ts)}</a>
</div>`;

const face = (message) =>
  message.user ? avatar(message.user) : html`<span class="avatar house" aria-hidden="true">▶</span>`;

export function drawMessage(message, channel, { thread = null, before = null } = {}) {
  const follows = continues(message, before);
  const classes = ["message", follows && "follows", message.ephemeral && "ephemeral", message.streaming && "streaming"];
  return html`<article class=${classes.filter(Boolean).join(" ")} data-testid="message" data-ts=${message.ts} data-user=${message.user ?? nothing}
    aria-label="${author(message)}, ${clock(message.ts)}" aria-busy=${message.streaming ? "true" : nothing}>
    <div class="gutter">${follows ? html`<time class="time" title=${full(message.ts)}>${clock(message.ts).replace(/\s?[AP]M$/i, "")}</time>` : face(message)}</div>
    <div class="message-main">
      ${message.ephemeral ? html`<div class="only-you">👁 Only visible to you</div>` : nothing}
      ${follows ? nothing : byline(message, channel)}
      <div class="message-body">${content(message, channel)}${message.edited ? html`<span class="edited" title=${full(message.edited.ts ?? message.ts)}>(edited)</span>` : nothing}</div>
      ${drawFiles(message.files)} ${replies(message, channel, thread)}
    </div>
    ${toolbar(message, channel, thread)}
  </article>`;
}
