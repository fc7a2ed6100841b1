// The blocks that every app uses.
import { html, nothing } from "../lit.js";
import { drawElement, idsFor } from "../elements/index.js";
import { link, plain, safeUrl } from "../inline.js";
import { state } from "../state.js";
import { textObject } from "../text.js";

export const divider = () => html`<hr />`;

export const header = (block) =>
  html`<div class="block-title" role="heading" aria-level=${block.level ?? 3}>${plain(block.text?.text)}</div>`;

export function section(block, place) {
  const { accessory } = block;
  return html`<div class="section ${accessory?.type === "image" ? "with-image" : ""}">
    <div class="section-text">
      ${textObject(block.text)}
      ${block.fields ? html`<div class="fields">${block.fields.map((field) => html`<div>${textObject(field)}</div>`)}</div>` : nothing}
    </div>
    ${accessory ? html`<div class="accessory">${drawElement(accessory, block, place)}</div>` : nothing}
  </div>`;
}

export const context = (block, place) => html`<div class="context">
  ${block.elements.map((element) => (element.type === "image" ? drawElement(element, block, place) : textObject(element)))}
</div>`;

export const actions = (block, place) => html`<div class="actions">
  ${block.elements.map((element) => drawElement(element, block, place))}
</div>`;

const grouped = ({ type }) => ["radio_buttons", "checkboxes"].includes(type);

function notes(block, ids, words) {
  return [block.hint && ids.hint, words && ids.error].filter(Boolean).join(" ");
}

/** A label, its element, a hint and what is wrong with it, tied together for screen readers. */
export function input(block, place) {
  const { element } = block;
  const ids = idsFor(place, block, element);
  const words = state.errors[place.key]?.[block.block_id];
  const field = { label: ids.label, described: notes(block, ids, words), invalid: Boolean(words), required: !block.optional };
  const text = html`${plain(block.label?.text)}${block.optional ? html`<span class="optional"> (optional)</span>` : nothing}`;
  return html`<div class="field ${words ? "wrong" : ""}" data-testid="field">
    ${grouped(element)
      ? html`<span class="label" id=${ids.label}>${text}</span>`
      : html`<label class="label" id=${ids.label} for=${ids.id}>${text}</label>`}
    ${drawElement(element, block, place, field)}
    ${words ? html`<p class="field-error" id=${ids.error} role="alert">${words}</p>` : nothing}
    ${block.hint ? html`<p class="hint" id=${ids.hint}>${plain(block.hint.text)}</p>` : nothing}
  </div>`;
}

export function video(block) {
  const thumb = safeUrl(block.thumbnail_url);
  return html`<figure class="video">
    <figcaption><strong>${link(block.title_url ?? block.video_url, plain(block.title?.text))}</strong>
      ${block.description ? html`<div>${plain(block.description.text)}</div>` : nothing}</figcaption>
    ${thumb ? html`<img src=${thumb} alt=${block.alt_text ?? ""} loading="lazy" />` : html`<div class="video-blank">▶</div>`}
  </figure>`;
}
