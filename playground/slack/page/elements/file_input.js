// Files of a form: chosen, dropped, or the sample with one press. They are uploaded at once, so that
// the form only carries what they are.
import { html, nothing } from "../lit.js";
import { enter, entry } from "../forms.js";
import { size } from "../time.js";
import { state, touch } from "../state.js";
import { upload, uploadSample } from "../api.js";

export const LIMIT = 10 * 1024 * 1024;

const trouble = new Map(); // element id → words
const waiting = new Map(); // element id → name of what is being uploaded

const files = ({ element, block, place }) => entry(place, block, element).files;
const most = ({ element }) => element.max_files ?? 10;
const put = ({ element, block, place }, list) => enter(place, block, element, { files: list });

function refusal(field, file) {
  if (files(field).length >= most(field))
    return `Only ${most(field) === 1 ? "one file fits" : `${most(field)} files fit`} here. Remove one first.`;
  if (file.size > LIMIT) return `${file.name} is ${size(file.size)}. Files in forms can be at most 10 MB.`;
  return null;
}

async function add(field, name, bring) {
  waiting.set(field.ids.id, name);
  trouble.delete(field.ids.id);
  touch();
  try {
    const file = await bring();
    put(field, [...files(field), file]);
  } catch (refused) {
    trouble.set(field.ids.id, `${name} was not uploaded. ${refused.message}`);
  } finally {
    waiting.delete(field.ids.id);
    touch();
  }
}

async function take(field, list) {
  for (const file of list) {
    const words = refusal(field, file);
    if (words) {
      trouble.set(field.ids.id, words);
      touch();
      return;
    }
    await add(field, file.name, () => upload(file));
  }
}

async function takeSample(field, name) {
  if (most(field) === 1) put(field, []);
  await add(field, name, () => uploadSample(name));
}

const fits = ({ element }, { name }) =>
  !element.filetypes?.length || element.filetypes.includes(name.split(".").at(-1).toLowerCase());

const chosenRow = (field, file) => html`<li class="file-row">
  <span class="file-kind" aria-hidden="true">${(file.name.split(".").at(-1) ?? "").slice(0, 4)}</span>
  <span class="file-name">${file.name}<small>${size(file.size)}</small></span>
  <button type="button" class="icon-button" aria-label="Remove ${file.name}" title="Remove"
    @click=${() => put(field, files(field).filter((other) => other !== file))}>×</button></li>`;

const dropHandlers = (field) => ({
  over(event) {
    event.preventDefault();
    event.currentTarget.classList.add("over");
  },
  leave: (event) => event.currentTarget.classList.remove("over"),
  drop(event) {
    event.preventDefault();
    event.currentTarget.classList.remove("over");
    take(field, [...event.dataTransfer.files]);
  },
});

export function fileInput(field) {
  const { element, ids, described, invalid, required } = field;
  const on = dropHandlers(field);
  const words = trouble.get(ids.id);
  const types = element.filetypes?.map((type) => `.${type}`).join(", ");
  const chosen = (event) => {
    take(field, [...event.target.files]);
    event.target.value = "";
  };
  return html`<div class="file-input" data-testid="file-input" @dragover=${on.over} @dragleave=${on.leave} @drop=${on.drop}>
    ${files(field).length ? html`<ul class="file-list">${files(field).map((file) => chosenRow(field, file))}</ul>` : nothing}
    ${waiting.has(ids.id) ? html`<p role="status" class="uploading">Uploading ${waiting.get(ids.id)}…</p>` : nothing}
    <div class="file-choose">
      <input id=${ids.id} class="file-native" type="file" ?multiple=${most(field) > 1} accept=${types?.replaceAll(" ", "") ?? nothing}
        aria-describedby="${described ?? ""} ${ids.id}-types" aria-invalid=${invalid || words ? "true" : nothing}
        aria-required=${required ? "true" : nothing} @change=${chosen} />
      <span class="button file-face" aria-hidden="true">Choose file…</span>
      ${state.samples.filter((sample) => fits(field, sample)).map((sample) => html`<button type="button" class="button quiet"
        @click=${() => takeSample(field, sample.name)}>Use sample ${sample.name}</button>`)}
    </div>
    <p class="file-types" id="${ids.id}-types">${types ? `${types} · ` : ""}up to 10 MB · or drop it here</p>
    ${words ? html`<p class="field-error" role="alert">${words}</p>` : nothing}
  </div>`;
}
