// Opens the dialogs that the last drawing brought, and gives the focus back when they are gone.
// The browser's own <dialog> holds the focus inside and tells of Esc.

const FIELDS = "[autofocus], .dialog-body :is(input:not([type=file]), textarea, select):not([disabled])";

let opener = null;
const focused = new WeakMap(); // dialog → the key of what was shown when it took the focus

function focusInto(dialog) {
  const { key } = dialog.dataset;
  if (focused.get(dialog) === key && document.activeElement !== document.body) return;
  focused.set(dialog, key); // an update may have taken away what had the focus
  const field = dialog.querySelector(FIELDS) ?? dialog.querySelector("footer button:last-child") ?? dialog;
  field.focus();
}

export function syncDialogs() {
  const dialogs = [...document.querySelectorAll("dialog")];
  if (dialogs.length && !dialogs.some((dialog) => dialog.open)) opener = document.activeElement;
  for (const dialog of dialogs) {
    if (!dialog.open) dialog.showModal();
    focusInto(dialog);
  }
  if (dialogs.length || !opener) return;
  const back = opener.isConnected && opener !== document.body ? opener : document.querySelector("[data-composer]");
  opener = null;
  back?.focus();
}
