// Lines of text, numbers, addresses. What is typed is kept with each key; the app hears of it where
// it asked to (dispatch_action), on Enter or on every letter.
import { html, live, nothing } from "../lit.js";
import { act, enter, entry } from "../forms.js";
import { words } from "../text.js";

const KINDS = {
  plain_text_input: ["text", "text"],
  number_input: ["text", "decimal"],
  email_text_input: ["email", "email"],
  url_text_input: ["url", "url"],
};

const triggers = (element) => element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];

function handlers({ element, block, place }) {
  const tell = () => act(place, block, element, { value: entry(place, block, element).value });
  const wants = (trigger) => block.dispatch_action && triggers(element).includes(trigger);
  return {
    input(event) {
      enter(place, block, element, { value: event.target.value || null });
      if (wants("on_character_entered")) tell();
    },
    key(event) {
      if (event.key !== "Enter" || event.isComposing || event.shiftKey || !wants("on_enter_pressed")) return;
      event.preventDefault();
      tell();
    },
  };
}

export function textInput(field) {
  const { element, block, place, ids, label, described, invalid, required } = field;
  const { value } = entry(place, block, element);
  const on = handlers(field);
  const [type, mode] = KINDS[element.type];
  const placeholder = words(element.placeholder) || nothing;
  const name = label ? nothing : words(element.placeholder) || "Text";
  if (element.multiline)
    return html`<textarea id=${ids.id} rows="4" .value=${live(value ?? "")} placeholder=${placeholder} maxlength=${element.max_length ?? 3000}
      aria-label=${name} aria-describedby=${described || nothing} aria-invalid=${invalid ? "true" : nothing}
      aria-required=${required ? "true" : nothing} ?autofocus=${element.focus_on_load} @input=${on.input} @keydown=${on.key}></textarea>`;
  return html`<input id=${ids.id} type=${type} inputmode=${mode} autocomplete="off" .value=${live(value ?? "")} placeholder=${placeholder}
    maxlength=${element.max_length ?? nothing} aria-label=${name} aria-describedby=${described || nothing}
    aria-invalid=${invalid ? "true" : nothing} aria-required=${required ? "true" : nothing}
    ?autofocus=${element.focus_on_load} @input=${on.input} @keydown=${on.key} />`;
}
