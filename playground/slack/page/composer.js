// The message box: text, files, and commands with their suggestions.
import { html, live, nothing } from "./lit.js";
import { attempt, state, touch, whileBusy } from "./state.js";
import { channel as find, channelName } from "./people.js";
import { menu } from "./menu.js";
import { post, upload, uploadSample } from "./api.js";
import { sendCommand, sendMessage, threadKey } from "./workspace.js";
import { size } from "./time.js";
import { complete, offers, suggestionList } from "./suggest.js";
import { builtIn } from "./builtin.js";

const keyOf = (channel, thread) => (thread ? threadKey(channel, thread) : channel);
const blank = () => ({ text: "", files: [], dismissed: false });
export const draftOf = (key) => (state.drafts[key] ??= blank());

/** `/tune list` → command and rest; a text with an empty space in front is no command. */
export function readCommand(text) {
  const found = /^(\/[\w-]+)(?:\s+([\s\S]*))?$/.exec(text.trimEnd());
  return found ? { command: found[1], text: found[2] ?? "" } : null;
}

async function send(channel, thread) {
  const key = keyOf(channel, thread);
  const draft = draftOf(key);
  const text = draft.text.trim();
  if (state.busy.has(key) || (!text && !draft.files.length)) return;
  const command = readCommand(draft.text);
  state.drafts[key] = blank();
  await whileBusy(key, () => deliver(channel, thread, command, text, draft, key));
  document.querySelector(`[data-composer="${key}"]`)?.focus();
}

async function deliver(channel, thread, command, text, draft, key) {
  try {
    if (!command) await sendMessage(channel, thread, text, draft.files);
    else if (!(await builtIn(command, channel))) await sendCommand(channel, thread, command.command, command.text);
  } catch (refused) {
    state.drafts[key] = draft;
    throw refused;
  }
}

async function attach(key, list) {
  for (const [name, bring] of list) {
    const file = await whileBusy(`${key}/upload`, () => attempt(bring));
    if (file) draftOf(key).files.push(file);
    else break;
    state.toast = state.toast?.startsWith(name) ? null : state.toast;
  }
  touch();
}

const chosen = (key, event) => {
  attach(key, [...event.target.files].map((file) => [file.name, () => upload(file)]));
  event.target.value = "";
};

const runGlobal = (shortcut) => attempt(() => post("shortcuts", { callback_id: shortcut.callback_id }));

function plusMenu(key) {
  const pick = { label: "Upload a file…", run: () => document.getElementById(`file-${key}`)?.click() };
  const samples = state.samples.map(({ name }) => ({
    label: `Use the sample ${name}`,
    run: () => attach(key, [[name, () => uploadSample(name)]]),
  }));
  const shortcuts = state.shortcuts
    .filter(({ type }) => type === "global")
    .map((shortcut) => ({ label: shortcut.name, hint: state.app?.name, run: () => runGlobal(shortcut) }));
  return menu({ id: `plus-${key}`, label: "Attach files and shortcuts", face: "+", items: [pick, ...samples, ...shortcuts] });
}

const fileChip = (key, file) => html`<span class="token">${file.name}<small>${size(file.size)}</small>
  <button type="button" aria-label="Remove ${file.name}" @click=${() => removeFile(key, file)}>×</button></span>`;

function removeFile(key, file) {
  const draft = draftOf(key);
  draft.files = draft.files.filter((other) => other !== file);
  touch();
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, innerHeight * 0.4)}px`;
}

function typed(event, key) {
  Object.assign(draftOf(key), { text: event.target.value, dismissed: false });
  state.picking[key] = 0;
  grow(event.target);
  touch();
}

function pick(key, offer) {
  const draft = draftOf(key);
  draft.text = complete(draft.text, offer);
  state.picking[key] = 0;
  touch();
  document.querySelector(`[data-composer="${key}"]`)?.focus();
}

/** What is typed out already needs no choosing: Enter sends it. */
const isWhole = (key, offer) => complete(draftOf(key).text, offer).trim() === draftOf(key).text.trim();

/** Keys that belong to the open list of suggestions; true where the key was taken. */
function pressInList(event, key, list) {
  const at = state.picking[key] ?? 0;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) state.picking[key] = (at + step + list.length) % list.length;
  else if (event.key === "Escape") draftOf(key).dismissed = true;
  else if (event.key === "Tab" || (event.key === "Enter" && !isWhole(key, list[at]))) pick(key, list[at]);
  else return false;
  event.preventDefault();
  event.stopPropagation();
  touch();
  return true;
}

function press(event, channel, thread) {
  if (event.isComposing) return;
  const key = keyOf(channel, thread);
  const list = draftOf(key).dismissed ? [] : offers(draftOf(key).text, thread);
  if (list.length && !event.shiftKey && pressInList(event, key, list)) return;
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  attempt(() => send(channel, thread)).then(() => shrink(event.target));
}

const shrink = (box) => box.style.removeProperty("height");

const placeholder = (channel, thread) => {
  if (thread) return "Reply…";
  return find(channel).kind === "dm" ? `Message ${channelName(channel)}` : `Message #${channelName(channel)}`;
};

function box(channel, thread, key, draft, list) {
  const listId = `offers-${key}`;
  const at = state.picking[key] ?? 0;
  return html`<textarea rows="1" data-composer=${key} data-testid=${thread ? "reply-box" : "message-box"} .value=${live(draft.text)}
    placeholder=${placeholder(channel, thread)} aria-label=${placeholder(channel, thread)} aria-autocomplete="list"
    aria-controls=${list.length ? listId : nothing} aria-activedescendant=${list.length ? `${listId}-${at}` : nothing}
    @input=${(event) => typed(event, key)} @keydown=${(event) => press(event, channel, thread)}></textarea>`;
}

const dropped = (event, key) => {
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  attach(key, [...event.dataTransfer.files].map((file) => [file.name, () => upload(file)]));
};

export function composer(channel, thread) {
  const key = keyOf(channel, thread);
  const draft = draftOf(key);
  const list = draft.dismissed ? [] : offers(draft.text, thread);
  const uploading = state.busy.has(`${key}/upload`);
  const ready = (draft.text.trim() || draft.files.length) && !uploading && !state.busy.has(key);
  return html`<form class="composer" @submit=${(event) => event.preventDefault()} @drop=${(event) => dropped(event, key)} @dragover=${(event) => event.preventDefault()}>
    ${suggestionList(list, `offers-${key}`, state.picking[key] ?? 0, (offer) => pick(key, offer))}
    ${draft.files.length || uploading ? html`<div class="attached">${draft.files.map((file) => fileChip(key, file))}${uploading ? html`<span role="status">Uploading…</span>` : nothing}</div>` : nothing}
    ${box(channel, thread, key, draft, list)}
    <div class="composer-row">
      <input type="file" class="sr-only" id="file-${key}" multiple tabindex="-1" aria-hidden="true" @change=${(event) => chosen(key, event)} />
      ${plusMenu(key)}
      <span class="composer-hint"><kbd>Enter</kbd> sends · <kbd>Shift</kbd>+<kbd>Enter</kbd> new line · <kbd>/</kbd> commands</span>
      <button type="button" class="send" aria-label="Send" title="Send" ?disabled=${!ready} @click=${() => attempt(() => send(channel, thread))}>➤</button>
    </div>
  </form>`;
}
