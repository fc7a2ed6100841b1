// The small things inside a line, drawn one way whether they come from mrkdwn, markdown or rich text.
import { html, nothing } from "./lit.js";
import { address } from "./route.js";
import { channelName, handle } from "./people.js";
import { fillDate, full } from "./time.js";
import { state } from "./state.js";

/** A url that may be followed or shown: nothing that a browser would run. */
export function safeUrl(url) {
  if (!url) return null;
  try {
    const { protocol, href } = new URL(String(url), document.baseURI);
    return ["http:", "https:", "mailto:", "tel:"].includes(protocol) ? href : null;
  } catch {
    return null;
  }
}

/** Does it name a scheme? What doesn't is words, never a link into the page itself. */
export const isUrl = (text) => /^(?:https?:\/\/|mailto:|tel:)\S/i.test(text ?? "");

export function link(url, label = url) {
  const href = isUrl(url) && safeUrl(url);
  if (!href) return html`<span>${label}</span>`;
  const { origin, hash } = new URL(href);
  if (origin === location.origin && hash.startsWith("#/")) return html`<a href=${hash}>${label}</a>`;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer">${label}</a>`;
}

export const mention = (id) =>
  html`<span class="mention ${id === state.me ? "mine" : ""}">@${handle(id)}</span>`;

export const channelLink = (id) =>
  html`<a class="mention" href=${address({ channel: id })}>#${channelName(id)}</a>`;

export const broadcast = (range) => html`<span class="mention mine">@${range}</span>`;

export const usergroup = (label) => html`<span class="mention">@${label}</span>`;

/** Skin tones (`:wave::skin-tone-3:`) are part of the name in Slack; unknown names stay as typed. */
export function emoji(name, unicode) {
  const [base] = name.split("::");
  const sign = unicode ? fromHex(unicode) : (state.emoji[name] ?? state.emoji[base]);
  if (!sign) return html`<span>:${name}:</span>`;
  return html`<span class="emoji" role="img" aria-label=${name.replaceAll("_", " ")} title=":${name}:">${sign}</span>`;
}

function fromHex(unicode) {
  const points = unicode.split("-").map((part) => Number.parseInt(part, 16));
  return points.every((point) => point > 0 && point < 0x110000) ? String.fromCodePoint(...points) : null;
}

export function date(seconds, pattern, fallback, url) {
  const words = fillDate(seconds, pattern) ?? fallback ?? "";
  const stamp = html`<time title=${full(seconds)}>${words}</time>`;
  return url ? link(url, stamp) : stamp;
}

/** Plain text with emoji names replaced and line breaks kept. */
export function plain(text, withEmoji = true) {
  const parts = String(text ?? "").split(/(:[a-z0-9_+'-]+(?:::skin-tone-\d)?:)/i);
  return parts.map((part, odd) => {
    if (odd % 2 === 0 || !withEmoji) return lines(part);
    return emoji(part.slice(1, -1).toLowerCase());
  });
}

export const lines = (text) =>
  text.split("\n").map((line, index) => (index ? html`<br />${line}` : line || nothing));
