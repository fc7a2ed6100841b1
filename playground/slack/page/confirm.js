// "Are you sure?", asked by an app's element or by the page itself.
import { html, nothing } from "./lit.js";
import { plain } from "./inline.js";
import { textObject } from "./text.js";
import { state, touch } from "./state.js";

/** Resolves to true or false. `question` is Slack's confirmation object. */
export const ask = (question) =>
  new Promise((resolve) => {
    state.confirm = { question, resolve };
    touch();
  });

export function answer(yes) {
  const { resolve } = state.confirm ?? {};
  state.confirm = null;
  touch();
  resolve?.(yes);
}

export function confirmDialog() {
  if (!state.confirm) return nothing;
  const { title, text, confirm, deny, style } = state.confirm.question;
  return html`
    <dialog class="dialog small" data-testid="confirm" data-key="confirm" aria-labelledby="confirm-title" @cancel=${refuse}>
      <header><h2 id="confirm-title">${plain(title?.text ?? "Are you sure?")}</h2></header>
      <div class="dialog-body">${textObject(text)}</div>
      <footer>
        <button type="button" class="button" @click=${() => answer(false)}>${plain(deny?.text ?? "Cancel")}</button>
        <button type="button" class="button ${style === "danger" ? "danger" : "primary"}" autofocus @click=${() => answer(true)}>
          ${plain(confirm?.text ?? "Yes")}
        </button>
      </footer>
    </dialog>
  `;
}

function refuse(event) {
  event.preventDefault();
  answer(false);
}
