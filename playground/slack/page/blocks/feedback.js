// context_actions: thumbs up or down, and small icon buttons under an answer.
import { html, nothing } from "../lit.js";
import { act, busyKey } from "../forms.js";
import { state, touch } from "../state.js";
import { words } from "../text.js";

const ICONS = { trash: "🗑" };
const given = new Map(); // element → value that was pressed last

function press(block, place, element, choice) {
  given.set(busyKey(place, block, element), choice.value);
  touch();
  act(place, block, element, { value: choice.value });
}

function thumb(block, place, element, choice, sign) {
  const pressed = given.get(busyKey(place, block, element)) === choice.value;
  return html`<button type="button" class="icon-button" aria-pressed=${pressed} title=${words(choice.text)}
    aria-label=${choice.accessibility_label ?? words(choice.text)} @click=${() => press(block, place, element, choice)}>${sign}</button>`;
}

const feedback = (block, place, element) => html`<span role="group" aria-label="Feedback">
  ${thumb(block, place, element, element.positive_button, "👍")}${thumb(block, place, element, element.negative_button, "👎")}</span>`;

const maySee = (element) => !element.visible_to_user_ids?.length || element.visible_to_user_ids.includes(state.me);

const iconButton = (block, place, element) =>
  maySee(element)
    ? html`<button type="button" class="icon-button" title=${words(element.text)} aria-label=${element.accessibility_label ?? words(element.text)}
        @click=${() => act(place, block, element, { value: element.value })}>${ICONS[element.icon] ?? words(element.text)}</button>`
    : nothing;

export const contextActions = (block, place) => html`<div class="context-actions">
  ${block.elements.map((element) =>
    element.type === "feedback_buttons" ? feedback(block, place, element) : iconButton(block, place, element))}
</div>`;
