// Radio buttons, checkboxes and the overflow menu: choices that are all in sight, or one press away.
import { html, live, nothing } from "../lit.js";
import { act, enter, entry } from "../forms.js";
import { menu } from "../menu.js";
import { safeUrl } from "../inline.js";
import { textObject, words } from "../text.js";

const group = ({ element, ids, label, described, invalid, required }, role, rows) => html`
  <div class="choices" role=${role} id=${ids.id} aria-labelledby=${label ?? nothing} aria-label=${label ? nothing : "Choices"}
    aria-describedby=${described || nothing} aria-invalid=${invalid ? "true" : nothing}
    aria-required=${role === "radiogroup" && required ? "true" : nothing}>${element.options.map(rows)}</div>
`;

const choice = (option, input) => html`
  <label class="choice">${input}<span>${textObject(option.text)}
    ${option.description ? html`<small>${textObject(option.description)}</small>` : nothing}</span></label>
`;

export function radioButtons(field) {
  const { element, block, place, ids } = field;
  const chosen = entry(place, block, element).selected_option?.value;
  return group(field, "radiogroup", (option) =>
    choice(option, html`<input type="radio" name=${ids.id} .checked=${live(option.value === chosen)} .value=${option.value}
      @change=${() => enter(place, block, element, { selected_option: option })} />`));
}

export function checkboxes(field) {
  const { element, block, place } = field;
  const chosen = entry(place, block, element).selected_options;
  const has = (option) => chosen.some(({ value }) => value === option.value);
  const toggle = (option) => {
    const selected_options = element.options.filter((other) => has(other) !== (other.value === option.value));
    enter(place, block, element, { selected_options });
  };
  return group(field, "group", (option) =>
    choice(option, html`<input type="checkbox" .checked=${live(has(option))} @change=${() => toggle(option)} />`));
}

export function overflow({ element, block, place, ids }) {
  const items = element.options.map((option) => ({
    label: words(option.text),
    hint: words(option.description),
    href: option.url ? safeUrl(option.url) : null,
    run: () => act(place, block, element, { selected_option: option }),
  }));
  return menu({ id: `overflow-${ids.id}`, label: "More options", face: "⋯", kind: "button overflow", items });
}
