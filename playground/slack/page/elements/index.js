// Block Kit's interactive elements, by type. Each gets { element, block, place, ids } where `ids`
// ties it to its label, hint and error.
import { html, nothing } from "../lit.js";
import { button } from "./button.js";
import { checkboxes, overflow, radioButtons } from "./choice.js";
import { combobox } from "./combobox.js";
import { datePicker, dateTimePicker, timePicker } from "./date.js";
import { fileInput } from "./file_input.js";
import { image } from "../blocks/image.js";
import { richTextInput } from "./rich_input.js";
import { select } from "./select.js";
import { textInput } from "./text_input.js";

const ELEMENTS = {
  button,
  workflow_button: button,
  overflow,
  radio_buttons: radioButtons,
  checkboxes,
  static_select: select,
  users_select: select,
  channels_select: select,
  conversations_select: select,
  external_select: combobox,
  multi_static_select: combobox,
  multi_external_select: combobox,
  multi_users_select: combobox,
  multi_channels_select: combobox,
  multi_conversations_select: combobox,
  datepicker: datePicker,
  timepicker: timePicker,
  datetimepicker: dateTimePicker,
  plain_text_input: textInput,
  number_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  rich_text_input: richTextInput,
  file_input: fileInput,
  image: ({ element }) => image(element, "accessory"),
};

let shown = 0;
const names = new Map();

/** A stable id for the page's labels: the same element of the same place keeps its own. */
export function idsFor(place, block, element) {
  const key = `${place.key}/${block.block_id}/${element.action_id ?? element.type}`;
  if (!names.has(key)) names.set(key, `f${++shown}`);
  const id = names.get(key);
  return { id, label: `${id}-label`, hint: `${id}-hint`, error: `${id}-error` };
}

/** `field` is what an input block adds: { described, invalid, required, label }. */
export function drawElement(element, block, place, field = {}) {
  const draw = ELEMENTS[element.type];
  if (!draw) return html`<span class="unknown">This page can't show a "${element.type}" element.</span>`;
  return draw({ element, block, place, ids: idsFor(place, block, element), ...field });
}

export const described = ({ described: by }) => by || nothing;
