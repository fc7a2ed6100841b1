// rich_text: what Slack's own editor makes of a message.
import { html } from "../lit.js";
import { broadcast, channelLink, date, emoji, lines, link, mention, usergroup } from "../inline.js";

const INSIDE = {
  text: (e) => lines(e.text ?? ""),
  link: (e) => link(e.url, e.text || e.url),
  emoji: (e) => emoji(e.name, e.unicode),
  user: (e) => mention(e.user_id),
  channel: (e) => channelLink(e.channel_id),
  usergroup: (e) => usergroup(e.usergroup_id),
  broadcast: (e) => broadcast(e.range),
  date: (e) => date(e.timestamp, e.format, e.fallback, e.url),
  color: (e) => html`<span class="swatch" .style=${`--swatch:${/^#[0-9a-f]{3,8}$/i.test(e.value) ? e.value : "none"}`}>${e.value}</span>`,
};

const STYLES = {
  code: (inner) => html`<code>${inner}</code>`,
  bold: (inner) => html`<strong>${inner}</strong>`,
  italic: (inner) => html`<em>${inner}</em>`,
  strike: (inner) => html`<s>${inner}</s>`,
  underline: (inner) => html`<u>${inner}</u>`,
};

function inside(element) {
  const drawn = INSIDE[element.type]?.(element) ?? html`<span class="unknown">[${element.type}]</span>`;
  return Object.keys(STYLES).reduce((inner, name) => (element.style?.[name] ? STYLES[name](inner) : inner), drawn);
}

const all = (part) => (part.elements ?? []).map(inside);

function list(part) {
  const indent = `indent-${Math.min(6, part.indent ?? 0)}`;
  const items = part.elements.map((item) => html`<li>${all(item)}</li>`);
  if (part.style === "ordered") return html`<ol class=${indent} start=${(part.offset ?? 0) + 1}>${items}</ol>`;
  return html`<ul class=${indent}>${items}</ul>`;
}

const PARTS = {
  rich_text_section: (part) => html`<div>${all(part)}</div>`,
  rich_text_list: list,
  rich_text_preformatted: (part) => html`<pre>${(part.elements ?? []).map((e) => e.text ?? e.url)}</pre>`,
  rich_text_quote: (part) => html`<blockquote>${all(part)}</blockquote>`,
};

export const richText = (block) => html`<div class="rich-text">
  ${(block.elements ?? []).map((part) => PARTS[part.type]?.(part) ?? html`<p class="unknown">[${part.type}]</p>`)}
</div>`;
