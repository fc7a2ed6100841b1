// Standard markdown, the part that people and models write: for `markdown` blocks and streamed text.
// parse() gives nodes; nothing in the text can become an element of its own.
import { html } from "./lit.js";
import { broadcast, channelLink, emoji, lines, link, mention } from "./inline.js";
import { parseInline as parseSlack } from "./mrkdwn.js";

const BLOCKS = [
  ["fence", /^ {0,3}(`{3,}|~{3,})\s*([\w+-]*)/],
  ["heading", /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/],
  ["rule", /^ {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$/],
  ["quote", /^ {0,3}> ?(.*)$/],
  ["item", /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/],
];

function classify(line) {
  for (const [kind, pattern] of BLOCKS) {
    const found = pattern.exec(line);
    if (found) return { kind, found };
  }
  return { kind: line.trim() ? "text" : "blank" };
}

const isRow = (line) => line?.includes("|");
const isRuler = (line) => /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(line ?? "") && isRow(line);
const cells = (line) =>
  line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => parseInline(cell.trim().replaceAll("\\|", "|")));

const READ = {
  fence(rows, { found }) {
    const end = rows.findIndex((row, index) => index && row.trim().startsWith(found[1]));
    const taken = end < 0 ? rows.length : end + 1;
    return [taken, { kind: "pre", text: rows.slice(1, end < 0 ? undefined : end).join("\n"), language: found[2] }];
  },
  heading: (_, { found }) => [1, { kind: "heading", level: found[1].length, kids: parseInline(found[2]) }],
  rule: () => [1, { kind: "rule" }],
  blank: () => [1, null],
  quote(rows) {
    const taken = run(rows, (row) => classify(row).kind === "quote");
    const inner = rows.slice(0, taken).map((row) => row.replace(/^ {0,3}> ?/, ""));
    return [taken, { kind: "quote", kids: parse(inner.join("\n")) }];
  },
  item: readList,
  text(rows) {
    if (isRow(rows[0]) && isRuler(rows[1])) return readTable(rows);
    const taken = run(rows, (row) => classify(row).kind === "text");
    return [taken, { kind: "paragraph", kids: parseInline(rows.slice(0, taken).join("\n")) }];
  },
};

function run(rows, belongs) {
  const end = rows.findIndex((row, index) => index && !belongs(row));
  return end < 0 ? rows.length : end;
}

function readTable(rows) {
  const taken = Math.max(2, run(rows, isRow));
  const [head, , ...body] = rows.slice(0, taken);
  return [taken, { kind: "table", head: cells(head), rows: body.map(cells) }];
}

const indent = (row) => /^\s*/.exec(row)[0].replaceAll("\t", "    ").length;

function readList(rows, { found }) {
  const base = indent(rows[0]);
  const ordered = /\d/.test(found[2]);
  const items = [];
  const taken = run(rows, (row) => row.trim() && (indent(row) > base || sameList(row, base, ordered)));
  for (const row of rows.slice(0, taken)) {
    if (indent(row) <= base) items.push([BLOCKS[4][1].exec(row)[3]]);
    else items.at(-1).push(row.slice(Math.min(indent(row), base + 2)));
  }
  const start = ordered ? Number.parseInt(found[2], 10) : undefined;
  return [taken, { kind: "list", ordered, start, items: items.map(readItem) }];
}

function sameList(row, base, ordered) {
  const { kind, found } = classify(row);
  return kind === "item" && indent(row) <= base && /\d/.test(found[2]) === ordered;
}

function readItem(rows) {
  const task = /^\[([ xX])\]\s+/.exec(rows[0]);
  const text = [rows[0].slice(task?.[0].length ?? 0), ...rows.slice(1)].join("\n");
  return { done: task ? task[1] !== " " : undefined, kids: parse(text) };
}

export function parse(text) {
  let rows = String(text ?? "").replaceAll("\r\n", "\n").split("\n");
  const nodes = [];
  while (rows.length) {
    const first = classify(rows[0]);
    const [taken, found] = READ[first.kind](rows, first);
    if (found) nodes.push(found);
    rows = rows.slice(taken);
  }
  return nodes;
}

const INLINE = [
  ["escaped", /\\([\\`*_{}[\]()#+\-.!|~<>])/y],
  ["code", /(`+)(.+?)\1(?!`)/y],
  ["image", /!\[([^\]]*)\]\((\S+?)(?:\s+"[^"]*")?\)/y],
  ["link", /\[((?:[^[\]]|\[[^\]]*\])+)\]\((\S+?)(?:\s+"[^"]*")?\)/y],
  ["bold", /\*\*(?!\s)([\s\S]*?[^\s])\*\*(?!\*)|__(?!\s)([\s\S]*?[^\s_])__/y],
  ["italic", /\*(?![\s*])((?:[^*]|\*\*[^*]+\*\*)*[^\s*])\*(?!\*)|(?<![\p{L}\p{N}])_(?!\s)([^_]*[^\s_])_(?![\p{L}\p{N}])/uy],
  ["strike", /~~(?!\s)([\s\S]*?[^\s])~~/y],
  ["slack", /<[^<>\n]+>|:[a-z0-9_+'-]+:|https?:\/\/[^\s<>|]*[^\s<>|.,;:!?'")\]}]/iy],
];

export function parseInline(text) {
  const nodes = [];
  let plain = "";
  for (let index = 0; index < text.length; ) {
    const found = /[\\`!*[_~<:h]/.test(text[index]) ? matchAt(text, index) : null;
    if (found && plain) nodes.push({ kind: "text", text: plain });
    if (found) [plain, index] = ["", index + found.length];
    else plain += text[index++];
    if (found) nodes.push(...found.nodes);
  }
  if (plain) nodes.push({ kind: "text", text: plain });
  return nodes;
}

function matchAt(text, index) {
  for (const [kind, pattern] of INLINE) {
    pattern.lastIndex = index;
    const found = pattern.exec(text);
    if (found) return { length: found[0].length, nodes: toNodes(kind, found) };
  }
  return null;
}

function toNodes(kind, found) {
  const inner = found[1] ?? found[2];
  if (kind === "escaped") return [{ kind: "text", text: inner }];
  if (kind === "code") return [{ kind, text: found[2].replace(/^ (.+) $/, "$1") }];
  if (kind === "image") return [{ kind: "link", url: found[2], kids: [{ kind: "text", text: inner || found[2] }] }];
  if (kind === "link") return [{ kind, url: found[2], kids: parseInline(inner) }];
  if (kind === "slack") return parseSlack(found[0]).map((n) => ({ ...n, kids: [{ kind: "text", text: n.label ?? "" }] }));
  return [{ kind, kids: parseInline(inner) }];
}

const row = (of, cell) => html`<tr>${of.map((kids) => cell(draw(kids)))}</tr>`;
const heading = (n) => html`<div class="md-heading md-h${n.level}" role="heading" aria-level=${Math.min(6, n.level + 2)}>${draw(n.kids)}</div>`;
const items = (n) => n.items.map((item) => html`<li class=${item.done === undefined ? "" : "task"}>${tick(item)}${draw(tight(item.kids))}</li>`);
const tick = ({ done }) => (done === undefined ? "" : html`<input type="checkbox" disabled .checked=${done} aria-label=${done ? "done" : "to do"} />`);
const tight = (kids) => kids.flatMap((n) => (n.kind === "paragraph" ? n.kids : [n]));

const table = (n) => html`<div class="table-frame" tabindex="0" role="region" aria-label="Table">
  <table><thead>${row(n.head, (cell) => html`<th scope="col">${cell}</th>`)}</thead>
  <tbody>${n.rows.map((cellsOf) => row(cellsOf, (cell) => html`<td>${cell}</td>`))}</tbody></table></div>`;

const DRAW = {
  text: (n) => lines(n.text),
  code: (n) => html`<code>${n.text}</code>`,
  pre: (n) => html`<pre>${n.text}</pre>`,
  bold: (n) => html`<strong>${draw(n.kids)}</strong>`,
  italic: (n) => html`<em>${draw(n.kids)}</em>`,
  strike: (n) => html`<s>${draw(n.kids)}</s>`,
  link: (n) => link(n.url, draw(n.kids)),
  emoji: (n) => emoji(n.text.toLowerCase()),
  user: (n) => mention(n.id),
  channel: (n) => channelLink(n.id),
  broadcast: (n) => broadcast(n.range),
  usergroup: (n) => mention(n.label),
  date: (n) => html`<span>${n.fallback}</span>`,
  heading,
  table,
  rule: () => html`<hr />`,
  quote: (n) => html`<blockquote>${draw(n.kids)}</blockquote>`,
  paragraph: (n) => html`<p>${draw(n.kids)}</p>`,
  list: (n) => (n.ordered ? html`<ol start=${n.start}>${items(n)}</ol>` : html`<ul>${items(n)}</ul>`),
};

const draw = (nodes) => nodes.map((n) => DRAW[n.kind](n));

export const markdown = (text) => html`<div class="markdown">${draw(parse(text))}</div>`;
