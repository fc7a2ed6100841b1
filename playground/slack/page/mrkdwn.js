// Slack's text markup. parse() knows no page: text → nodes; draw() knows no markup: nodes → templates.
import { html } from "./lit.js";
import { broadcast, channelLink, date, emoji, isUrl, lines, link, mention, usergroup } from "./inline.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
export const unescape = (text) => text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);

const INLINE = [
  ["special", /<([^<>\n]+)>/y],
  ["code", /`([^`\n]+)`/y],
  ["bold", /\*(?!\s)((?:[^*\n]|\*(?=\w))*?[^\s*])\*(?![\p{L}\p{N}])/uy],
  ["italic", /_(?!\s)((?:[^_\n]|_(?=[\p{L}\p{N}]))*?[^\s_])_(?![\p{L}\p{N}])/uy],
  ["strike", /~(?!\s)([^~\n]*?[^\s~])~(?![\p{L}\p{N}])/uy],
  ["emoji", /:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/iy],
  ["url", /https?:\/\/[^\s<>|]*[^\s<>|.,;:!?'")\]}]/y],
];

const STYLES = ["bold", "italic", "strike"];

/** A style opens only where a word could start, as in Slack: `2*3*4` stays as it is. */
const mayOpen = (kind, before) => !STYLES.includes(kind) && kind !== "url" ? true : !/[\p{L}\p{N}]/u.test(before);

function matchAt(text, index) {
  for (const [kind, pattern] of INLINE) {
    if (!mayOpen(kind, text[index - 1] ?? "")) continue;
    pattern.lastIndex = index;
    const found = pattern.exec(text);
    if (found) return { kind, whole: found[0], inner: found[1] ?? found[0] };
  }
  return null;
}

function node({ kind, inner }) {
  if (kind === "special") return special(inner);
  if (STYLES.includes(kind)) return { kind, kids: parseInline(inner) };
  if (kind === "url") return { kind: "link", url: unescape(inner), label: unescape(inner) };
  return { kind, text: kind === "code" ? unescape(inner) : inner };
}

function special(inner) {
  const [head, ...rest] = inner.split("|");
  const label = rest.length ? unescape(rest.join("|")) : undefined;
  if (/^@[UWB]/.test(head)) return { kind: "user", id: head.slice(1) };
  if (/^#[CGD]/.test(head)) return { kind: "channel", id: head.slice(1) };
  if (head.startsWith("!subteam^")) return { kind: "usergroup", label: (label ?? head.slice(9)).replace(/^@/, "") };
  if (head.startsWith("!date^")) return dateNode(head, label);
  if (head.startsWith("!")) return { kind: "broadcast", range: label ?? head.slice(1) };
  if (!isUrl(head)) return { kind: "text", text: unescape(`<${inner}>`) };
  return { kind: "link", url: unescape(head), label: label ?? unescape(head) };
}

function dateNode(head, fallback) {
  const [, seconds, pattern, url] = head.split("^");
  return { kind: "date", seconds, pattern: pattern ?? "", url: url && unescape(url), fallback };
}

export function parseInline(text) {
  const nodes = [];
  let plainFrom = 0;
  let index = 0;
  const flush = (until) => {
    if (until > plainFrom) nodes.push({ kind: "text", text: unescape(text.slice(plainFrom, until)) });
  };
  while (index < text.length) {
    const found = /[<`*_~:h]/.test(text[index]) ? matchAt(text, index) : null;
    if (!found) {
      index += 1;
      continue;
    }
    flush(index);
    nodes.push(node(found));
    index += found.whole.length;
    plainFrom = index;
  }
  flush(index);
  return nodes;
}

const LINES = [
  ["quote", /^(?:>|&gt;) ?(.*)$/],
  ["bullet", /^\s*[•◦▪] +(.*)$/],
  ["bullet", /^- +(.*)$/],
  ["number", /^\s*(\d+)[.)] +(.*)$/],
];

function classify(line) {
  for (const [kind, pattern] of LINES) {
    const found = pattern.exec(line);
    if (found) return { kind, text: found.at(-1), start: kind === "number" ? Number(found[1]) : undefined };
  }
  return { kind: "lines", text: line };
}

function parseLines(text) {
  const groups = [];
  for (const line of text.split("\n")) {
    const { kind, text: inner, start } = classify(line);
    const last = groups.at(-1);
    if (last?.kind === kind) last.items.push(parseInline(inner));
    else groups.push({ kind, start, items: [parseInline(inner)] });
  }
  return groups;
}

/** Blocks of lines; between ``` nothing is markup. */
export function parse(text) {
  return String(text ?? "")
    .split(/```\n?([\s\S]+?)\n?```\n?/)
    .flatMap((part, odd) => {
      if (odd % 2) return [{ kind: "pre", text: unescape(part) }];
      return part ? parseLines(part) : [];
    });
}

const DRAW = {
  text: (n) => lines(n.text),
  code: (n) => html`<code>${n.text}</code>`,
  bold: (n) => html`<strong>${drawInline(n.kids)}</strong>`,
  italic: (n) => html`<em>${drawInline(n.kids)}</em>`,
  strike: (n) => html`<s>${drawInline(n.kids)}</s>`,
  emoji: (n) => emoji(n.text.toLowerCase()),
  link: (n) => link(n.url, n.label),
  user: (n) => mention(n.id),
  channel: (n) => channelLink(n.id),
  usergroup: (n) => usergroup(n.label),
  broadcast: (n) => broadcast(n.range),
  date: (n) => date(n.seconds, n.pattern, n.fallback, n.url),
  pre: (n) => html`<pre>${n.text}</pre>`,
  quote: (n) => html`<blockquote>${joined(n.items)}</blockquote>`,
  bullet: (n) => html`<ul>${n.items.map((item) => html`<li>${drawInline(item)}</li>`)}</ul>`,
  number: (n) => html`<ol start=${n.start}>${n.items.map((item) => html`<li>${drawInline(item)}</li>`)}</ol>`,
  lines: (n) => html`<span>${joined(n.items)}</span>`,
};

const drawInline = (nodes) => nodes.map((n) => DRAW[n.kind](n));
const joined = (items) => items.map((item, index) => html`${index ? html`<br />` : ""}${drawInline(item)}`);

export const draw = (nodes) => drawInline(nodes);
export const mrkdwn = (text) => html`<div class="mrkdwn">${draw(parse(text))}</div>`;
