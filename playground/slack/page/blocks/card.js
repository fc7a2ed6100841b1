// card, carousel, container and alert.
import { html, nothing } from "../lit.js";
import { drawElement } from "../elements/index.js";
import { image } from "./image.js";
import { textObject } from "../text.js";

const part = (object, name) => (object ? html`<div class=${name}>${textObject(object)}</div>` : nothing);

export function card(block, place) {
  const icon = block.icon ?? block.slack_icon;
  return html`<article class="card">
    ${block.hero_image ? html`<div class="card-hero">${image(block.hero_image, "hero")}</div>` : nothing}
    <div class="card-head">
      ${icon?.image_url || icon?.slack_file ? image(icon, "accessory") : nothing}
      <div>${part(block.title, "card-title")}${part(block.subtitle, "card-subtitle")}</div>
    </div>
    ${part(block.body, "card-body")}${part(block.subtext, "card-subtext")}
    ${block.actions?.length ? html`<div class="actions">${block.actions.map((element) => drawElement(element, block, place))}</div>` : nothing}
  </article>`;
}

export const carousel = (block, place) => html`<div class="carousel" role="group" aria-label="Cards" tabindex="0">
  ${(block.elements ?? block.cards ?? []).map((one) => card(one.block_id ? one : { ...one, block_id: block.block_id }, place))}
</div>`;

export const container = (block, place, drawBlock) => html`<section class="container">
  ${part(block.title, "card-title")}${part(block.subtitle, "card-subtitle")}
  ${(block.child_blocks ?? block.blocks ?? block.elements ?? []).map((one) => html`<div class="block">${drawBlock(one, place)}</div>`)}
</section>`;

const SIGNS = { info: "ℹ︎", success: "✓", warning: "⚠︎", error: "⛔︎" };

export function alert(block) {
  const level = block.level ?? block.style ?? "info";
  return html`<div class="alert ${level}" role=${level === "error" ? "alert" : "note"}>
    <span aria-hidden="true">${SIGNS[level] ?? SIGNS.info}</span><div>${textObject(block.text)}</div></div>`;
}
