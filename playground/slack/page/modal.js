// An app's modals: a stack of which the topmost is in sight.
import { html, nothing, repeat } from "./lit.js";
import { collect, viewPlace } from "./forms.js";
import { drawBlocks } from "./blocks/index.js";
import { loadViews } from "./workspace.js";
import { plain } from "./inline.js";
import { post } from "./api.js";
import { state, touch, whileBusy } from "./state.js";

const TROUBLE = "We had some trouble connecting. Try again?";

async function submit(event, view) {
  event.preventDefault();
  const { key } = viewPlace(view);
  if (state.busy.has(key)) return;
  delete state.trouble[key];
  state.errors[key] = {};
  await whileBusy(key, () => send(view, key));
  document.querySelector(".modal [aria-invalid=true]")?.focus();
}

async function send(view, key) {
  try {
    const answer = await post(`views/${view.id}/submit`, { values: collect(view) });
    if (answer.errors) place(view, key, answer.errors);
    else if (answer.ok === false) state.trouble[key] = answer.message ?? TROUBLE;
    await loadViews();
  } catch (refused) {
    state.trouble[key] = refused.message;
  }
}

/** Words at their fields; what names no field in sight stands below the form. */
function place(view, key, errors) {
  const fields = new Set(view.blocks.filter(({ type }) => type === "input").map((block) => block.block_id));
  state.errors[key] = errors;
  const others = Object.entries(errors).filter(([id]) => !fields.has(id));
  if (others.length) state.trouble[key] = others.map(([, words]) => words).join(" ");
}

/** One that is closed already is no trouble: what is open is asked again anyway. */
async function close(all) {
  const top = state.views.at(-1);
  try {
    await post(`views/${top.id}/close`, { all }).catch((refused) => {
      if (refused.code !== "not_found") throw refused;
    });
    await loadViews();
  } catch (refused) {
    state.trouble[`view:${top.id}`] = refused.message;
    touch();
  }
}

const closeTop = () => close(false);
const closeAll = () => close(true);

function cancelled(event) {
  event.preventDefault();
  if (event.target === event.currentTarget) closeTop();
}

const back = () => html`<button type="button" class="icon-button" aria-label="Back" @click=${closeTop}>←</button>`;

const head = (view) => html`<header>${state.views.length > 1 ? back() : nothing}
  <h2 id="modal-title">${plain(view.title?.text)}</h2>
  <button type="button" class="icon-button close" aria-label="Close" title="Close" @click=${closeAll}>×</button></header>`;

const foot = (view, busy) => html`<footer>
  <button type="button" class="button" @click=${closeTop}>${plain(view.close?.text ?? "Cancel")}</button>
  ${view.submit ? html`<button type="submit" class="button primary" ?disabled=${busy} aria-busy=${busy}>${plain(view.submit.text)}</button>` : nothing}
</footer>`;

function form(view) {
  const of = viewPlace(view);
  const busy = state.busy.has(of.key);
  return html`<form novalidate @submit=${(event) => submit(event, view)} data-view-id=${view.id}>
    ${head(view)}<div class="dialog-body" tabindex="-1">${drawBlocks(view.blocks, of)}</div>${foot(view, busy)}</form>`;
}

export function modal() {
  const view = state.views.at(-1);
  if (!view) return nothing;
  return html`<dialog class="dialog modal" role="dialog" aria-modal="true" data-testid="modal" data-key=${view.id} data-callback-id=${view.callback_id ?? nothing}
    aria-labelledby="modal-title" @cancel=${cancelled}>${repeat([view], ({ id }) => id, form)}</dialog>`;
}
