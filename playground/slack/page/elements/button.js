import { html, nothing } from "../lit.js";
import { act, busyKey } from "../forms.js";
import { plain, safeUrl } from "../inline.js";
import { state } from "../state.js";

export function button({ element, block, place }) {
  const busy = state.busy.has(busyKey(place, block, element));
  const press = () => act(place, block, element, { value: element.value });
  const face = `button ${element.style ?? ""}`;
  const href = element.url && safeUrl(element.url);
  if (href && !element.confirm)
    return html`<a class=${face} href=${href} target="_blank" rel="noopener noreferrer"
      aria-label=${element.accessibility_label ?? nothing} @click=${press}>${plain(element.text?.text)}</a>`;
  return html`<button type="button" class=${face} ?disabled=${busy} aria-busy=${busy}
    aria-label=${element.accessibility_label ?? nothing} data-action=${element.action_id ?? nothing}
    @click=${href ? () => openAfter(press, href) : press}>${plain(element.text?.text)}</button>`;
}

async function openAfter(press, href) {
  await press();
  window.open(href, "_blank", "noopener,noreferrer");
}
