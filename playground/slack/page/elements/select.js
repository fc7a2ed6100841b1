// One of a list that is known: the browser's own select, with everything it can by itself.
import { html, live, nothing } from "../lit.js";
import { enter, entry } from "../forms.js";
import { peopleOptions, whereOptions } from "./sources.js";
import { words } from "../text.js";

const PLACEHOLDERS = {
  users_select: "Choose a person",
  channels_select: "Choose a channel",
  conversations_select: "Choose a conversation",
};

/** For each kind: the key of the chosen value, the options, and what is entered for a value. */
function source(element) {
  if (element.type === "static_select") return staticSource(element);
  const key = { users_select: "selected_user", channels_select: "selected_channel" }[element.type] ?? "selected_conversation";
  const options = element.type === "users_select" ? peopleOptions() : whereOptions(element);
  return { groups: [{ options }], chosen: (kept) => kept[key], value: (id) => ({ [key]: id || null }) };
}

function staticSource(element) {
  const groups = element.option_groups ?? [{ options: element.options ?? [] }];
  const all = groups.flatMap((group) => group.options);
  const option = (value) => all.find((one) => one.value === value) ?? null;
  return { groups, chosen: (kept) => kept.selected_option?.value, value: (id) => ({ selected_option: option(id) }) };
}

const row = (option, chosen) =>
  html`<option .value=${option.value} ?selected=${option.value === chosen}>${words(option.text)}</option>`;

const rows = (group, chosen) => {
  const options = group.options.map((option) => row(option, chosen));
  return group.label ? html`<optgroup label=${words(group.label)}>${options}</optgroup>` : options;
};

export function select(field) {
  const { element, block, place, ids, label, described, invalid, required } = field;
  const { groups, chosen, value } = source(element);
  const kept = chosen(entry(place, block, element)) ?? "";
  const note = groups.flatMap((group) => group.options).find((option) => option.value === kept)?.description;
  const placeholder = words(element.placeholder) || (PLACEHOLDERS[element.type] ?? "Choose an option");
  return html`<span class="select">
    <select id=${ids.id} .value=${live(kept)} aria-label=${label ? nothing : placeholder} aria-describedby=${described || nothing}
      aria-invalid=${invalid ? "true" : nothing} aria-required=${required ? "true" : nothing} class=${kept ? "" : "unchosen"}
      @change=${(event) => enter(place, block, element, value(event.target.value))}>
      <option value="" ?disabled=${Boolean(required)} ?selected=${!kept}>${placeholder}</option>
      ${groups.map((group) => rows(group, kept))}
    </select>
    ${note ? html`<small class="option-note">${words(note)}</small>` : nothing}
  </span>`;
}
