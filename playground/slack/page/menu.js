// A button with a list of choices. The browser's popover closes it on Esc and on a click elsewhere,
// and lifts it over dialogs; arrow keys walk through it.
import { html, nothing } from "./lit.js";

/** `items`: { label, run, href?, danger?, hint? }; `id` is unique on the page. */
export function menu({ id, label, face, items, kind = "icon-button", disabled = false }) {
  const popover = `menu-${id.replace(/[^\w-]/g, "_")}`;
  return html`
    <button type="button" class=${kind} aria-haspopup="menu" aria-label=${label} title=${label}
      popovertarget=${popover} ?disabled=${disabled}>${face}</button>
    <div class="menu" popover id=${popover} role="menu" aria-label=${label} @toggle=${place} @keydown=${walk}>
      ${items.map((item) => entry(item, popover))}
    </div>
  `;
}

const inside = ({ label, hint }) => html`<span>${label}</span>${hint ? html`<small>${hint}</small>` : nothing}`;

function entry(item, popover) {
  const close = () => document.getElementById(popover)?.hidePopover();
  const press = () => {
    close();
    item.run?.();
  };
  if (item.href)
    return html`<a role="menuitem" tabindex="-1" href=${item.href} target="_blank" rel="noopener noreferrer" @click=${press}>${inside(item)}</a>`;
  return html`<button type="button" role=${item.checked === undefined ? "menuitem" : "menuitemradio"} tabindex="-1"
    aria-checked=${item.checked ?? nothing} class=${item.danger ? "danger" : ""} @click=${press}>${inside(item)}</button>`;
}

const entries = (list) => [...list.querySelectorAll("[role^=menuitem]")];

function place(event) {
  if (event.newState !== "open") return;
  const list = event.target;
  const button = document.querySelector(`[popovertarget="${list.id}"]`);
  putBeside(list, button);
  entries(list)[0]?.focus();
}

/** Below `anchor` where there is room, else above; never outside the window. */
export function putBeside(list, anchor, { width } = {}) {
  const box = anchor.getBoundingClientRect();
  if (width) list.style.minWidth = `${box.width}px`;
  const [w, h] = [list.offsetWidth, list.offsetHeight];
  const below = box.bottom + 4 + h <= innerHeight;
  const top = below ? box.bottom + 4 : Math.max(8, box.top - 4 - h);
  list.style.top = `${top}px`;
  list.style.left = `${Math.max(8, Math.min(box.left, innerWidth - w - 8))}px`;
}

function walk(event) {
  const all = entries(event.currentTarget);
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all.at(to % all.length)?.focus();
}
