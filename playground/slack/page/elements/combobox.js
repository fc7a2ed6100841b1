// A field that one types in to find options: several of a list, or one that the app looks up.
// Follows the ARIA combobox pattern: focus stays in the field, arrows move through the list.
import { html, live, nothing } from "../lit.js";
import { enter, entry, suggestions } from "../forms.js";
import { peopleOptions, whereOptions } from "./sources.js";
import { touch } from "../state.js";
import { words } from "../text.js";

const boxes = new Map(); // element id → what is open there
const PAUSE = 150; // ms between the last key and the question to the app

const blank = () => ({ open: false, typed: "", active: 0, options: [], asked: 0, waiting: false });

function boxOf(id) {
  if (!boxes.has(id)) boxes.set(id, blank());
  return boxes.get(id);
}

const LISTS = { multi_users_select: "selected_users", multi_channels_select: "selected_channels", multi_conversations_select: "selected_conversations" };

const known = (element) => {
  if (element.type === "multi_users_select") return peopleOptions();
  if (element.type in LISTS) return whereOptions(element);
  return (element.option_groups ?? [{ options: element.options ?? [] }]).flatMap((group) => group.options);
};

/** The chosen options, whatever the element keeps: options, or ids. */
function chosenOf({ element, block, place }) {
  const kept = entry(place, block, element);
  if (element.type === "external_select") return kept.selected_option ? [kept.selected_option] : [];
  if (!(element.type in LISTS)) return kept.selected_options;
  const all = known(element);
  return kept[LISTS[element.type]].map((id) => all.find((one) => one.value === id) ?? { value: id, text: id });
}

function choose({ element, block, place }, options) {
  if (element.type === "external_select") return enter(place, block, element, { selected_option: options.at(-1) ?? null });
  if (!(element.type in LISTS)) return enter(place, block, element, { selected_options: options });
  return enter(place, block, element, { [LISTS[element.type]]: options.map((option) => option.value) });
}

const isExternal = ({ type }) => type.endsWith("external_select");

async function look(field, box) {
  const least = field.element.min_query_length ?? 3;
  const turn = ++box.asked;
  if (box.typed.length < least) return Object.assign(box, { options: [], waiting: false, least });
  Object.assign(box, { waiting: true, least: 0 });
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
  if (turn !== box.asked) return undefined;
  const options = await suggestions(field.place, field.block, field.element, box.typed);
  if (turn === box.asked) Object.assign(box, { options, waiting: false, active: 0 });
  return touch();
}

function show(field, box, typed) {
  Object.assign(box, { open: true, typed, active: 0 });
  if (isExternal(field.element)) look(field, box);
  touch();
}

function offered(field, box) {
  const taken = new Set(chosenOf(field).map((option) => option.value));
  const multi = field.element.type.startsWith("multi");
  const all = isExternal(field.element) ? box.options : known(field.element);
  const typed = isExternal(field.element) ? "" : box.typed.toLowerCase();
  return all.filter((option) => !(multi && taken.has(option.value)) && words(option.text).toLowerCase().includes(typed));
}

function pick(field, box, option) {
  const multi = field.element.type.startsWith("multi");
  const most = field.element.max_selected_items ?? Infinity;
  const before = multi ? chosenOf(field) : [];
  Object.assign(box, { typed: "", open: false, active: 0 });
  if (before.length < most) choose(field, [...before, option]);
  touch();
}

function press(event, field, box) {
  const list = offered(field, box);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    if (!box.open) return show(field, box, box.typed);
    box.active = (box.active + step + list.length) % Math.max(1, list.length);
  } else if (event.key === "Enter" && box.open && list[box.active]) {
    event.preventDefault();
    return pick(field, box, list[box.active]);
  } else if (event.key === "Escape" && box.open) {
    event.preventDefault();
    event.stopPropagation();
    box.open = false;
  } else if (event.key === "Backspace" && !event.target.value) choose(field, chosenOf(field).slice(0, -1));
  else return undefined;
  return touch();
}

const token = (field, option) => html`<span class="token">${words(option.text)}
  <button type="button" aria-label="Remove ${words(option.text)}"
    @click=${() => choose(field, chosenOf(field).filter(({ value }) => value !== option.value))}>×</button></span>`;

const optionRow = (field, box, option, index) => html`
  <li role="option" id="${field.ids.id}-o${index}" aria-selected=${index === box.active}
    @pointerdown=${(event) => event.preventDefault()} @click=${() => pick(field, box, option)}>
    ${words(option.text)}${option.description ? html`<small>${words(option.description)}</small>` : nothing}</li>
`;

function popup(field, box, list) {
  if (!box.open) return nothing;
  let note = nothing;
  if (box.waiting) note = "Looking…";
  else if (box.least) note = box.typed ? "Go on typing…" : "Type to search";
  else if (!list.length) note = "No matches";
  return html`<div class="listbox-frame"><ul class="listbox" role="listbox" id="${field.ids.id}-list" aria-label="Options">
    ${list.map((option, index) => optionRow(field, box, option, index))}</ul>
    ${note === nothing ? nothing : html`<p class="listbox-note" role="status">${note}</p>`}</div>`;
}

export function combobox(field) {
  const { element, ids, label, described, invalid, required } = field;
  const box = boxOf(ids.id);
  const single = element.type === "external_select";
  const chosen = chosenOf(field);
  const list = box.open ? offered(field, box) : [];
  const close = () => Object.assign(box, { open: false, typed: "" }) && touch();
  const placeholder = words(element.placeholder) || "Choose options";
  return html`<div class="combobox ${single ? "single" : ""}">
    ${single ? nothing : chosen.map((option) => token(field, option))}
    <input id=${ids.id} role="combobox" type="text" autocomplete="off" aria-expanded=${box.open} aria-controls="${ids.id}-list"
      aria-autocomplete="list" aria-activedescendant=${box.open && list.length ? `${ids.id}-o${box.active}` : nothing}
      aria-label=${label ? nothing : placeholder} aria-describedby=${described || nothing} aria-invalid=${invalid ? "true" : nothing}
      aria-required=${required ? "true" : nothing} placeholder=${single || !chosen.length ? placeholder : ""}
      .value=${live(box.open || !single ? box.typed : words(chosen[0]?.text))}
      @input=${(event) => show(field, box, event.target.value)} @click=${() => show(field, box, "")}
      @blur=${close} @keydown=${(event) => press(event, field, box)} />
    ${popup(field, box, list)}
  </div>`;
}
