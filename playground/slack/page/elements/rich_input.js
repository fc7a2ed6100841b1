// A text with a little formatting: written in Slack's markup, kept as a rich_text block.
import { html, live, nothing } from "../lit.js";
import { enter, entry } from "../forms.js";
import { parse } from "../mrkdwn.js";
import { words } from "../text.js";

const STYLED = { bold: "bold", italic: "italic", strike: "strike" };

/** Nodes of the markup → elements of a rich text section; styles add up on the way down. */
function elements(nodes, style = {}) {
  const styled = Object.keys(style).length ? { style } : {};
  return nodes.flatMap((node) => {
    if (node.kind in STYLED) return elements(node.kids, { ...style, [STYLED[node.kind]]: true });
    if (node.kind === "code") return [{ type: "text", text: node.text, style: { ...style, code: true } }];
    if (node.kind === "link") return [{ type: "link", url: node.url, text: node.label, ...styled }];
    if (node.kind === "emoji") return [{ type: "emoji", name: node.text }];
    if (node.kind === "user") return [{ type: "user", user_id: node.id, ...styled }];
    if (node.kind === "channel") return [{ type: "channel", channel_id: node.id, ...styled }];
    return node.text ? [{ type: "text", text: node.text, ...styled }] : [];
  });
}

const section = (items) => ({
  type: "rich_text_section",
  elements: items.flatMap((item, index) => [...(index ? [{ type: "text", text: "\n" }] : []), ...elements(item)]),
});

const list = (style) => (node) => ({
  type: "rich_text_list",
  style,
  indent: 0,
  elements: node.items.map((item) => section([item])),
});

const PARTS = {
  pre: (node) => ({ type: "rich_text_preformatted", elements: [{ type: "text", text: node.text }] }),
  quote: (node) => ({ ...section(node.items), type: "rich_text_quote" }),
  bullet: list("bullet"),
  number: list("ordered"),
  lines: (node) => section(node.items),
};

export const toRichText = (text) => ({ type: "rich_text", elements: parse(text).map((node) => PARTS[node.kind](node)) });

const MARKS = { bold: "*", italic: "_", strike: "~", code: "`" };

function fromElement(element) {
  if (element.type === "link") return `<${element.url}|${element.text ?? element.url}>`;
  if (element.type === "emoji") return `:${element.name}:`;
  if (element.type === "user") return `<@${element.user_id}>`;
  if (element.type === "channel") return `<#${element.channel_id}>`;
  const marks = Object.keys(MARKS).filter((name) => element.style?.[name]).map((name) => MARKS[name]);
  return `${marks.join("")}${element.text ?? ""}${marks.reverse().join("")}`;
}

const inner = (part) => part.elements.map(fromElement).join("");
const numbered = (part, index) => (part.style === "ordered" ? `${index + 1}. ` : "- ");

function fromPart(part) {
  if (part.type === "rich_text_preformatted") return `\`\`\`\n${inner(part)}\n\`\`\``;
  if (part.type === "rich_text_quote") return inner(part).split("\n").map((line) => `> ${line}`).join("\n");
  if (part.type === "rich_text_list") return part.elements.map((item, index) => numbered(part, index) + inner(item)).join("\n");
  return inner(part);
}

export const fromRichText = (block) => (block?.elements ?? []).map(fromPart).join("\n");

const typed = new Map(); // element id → { value, text }: keeps the letters as they were typed

export function richTextInput(field) {
  const { element, block, place, ids, label, described, invalid, required } = field;
  const { rich_text_value: value } = entry(place, block, element);
  const kept = typed.get(ids.id);
  const text = kept && kept.value === value ? kept.text : fromRichText(value);
  const input = (event) => {
    const next = event.target.value ? toRichText(event.target.value) : null;
    typed.set(ids.id, { value: next, text: event.target.value });
    enter(place, block, element, { rich_text_value: next });
  };
  return html`<textarea id=${ids.id} rows="4" .value=${live(text)} placeholder=${words(element.placeholder) || nothing}
    aria-label=${label ? nothing : "Text"} aria-describedby=${described || nothing} aria-invalid=${invalid ? "true" : nothing}
    aria-required=${required ? "true" : nothing} @input=${input}></textarea>
    <small class="option-note">*bold* _italic_ ~strike~ \`code\`</small>`;
}
