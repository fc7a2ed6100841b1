// Files that hang on messages: pictures in sight, everything else as a card.
import { html, nothing } from "./lit.js";
import { safeUrl } from "./inline.js";
import { size } from "./time.js";
import { state } from "./state.js";

const isPicture = ({ mimetype }) => /^image\/(png|jpeg|gif|webp|svg\+xml|avif)$/.test(mimetype ?? "");

/** The File that a block's `slack_file` names, where a message has brought it along. */
export function findFile({ id, url }) {
  for (const timeline of [...state.messages.values(), ...state.threads.values()]) {
    for (const message of timeline.list) {
      const found = message.files?.find((file) => file.id === id || (url && file.url === url));
      if (found) return found;
    }
  }
  return null;
}

const picture = (file, url) => html`<figure class="image" data-testid="file">
  <figcaption>${file.title || file.name}</figcaption>
  <a href=${url} target="_blank" rel="noopener noreferrer" aria-label="Open ${file.name}">
    <img class="image-block" src=${url} alt=${file.alt_txt || file.title || file.name}
      width=${file.width ?? nothing} height=${file.height ?? nothing} /></a></figure>`;

export const fileCard = (file, url = safeUrl(file.url)) => html`<div class="file-card" data-testid="file">
  <span class="file-kind" aria-hidden="true">${(file.name?.split(".").at(-1) ?? "file").slice(0, 4)}</span>
  <span class="file-name">${file.title || file.name}<small>${file.name} · ${size(file.size)}</small></span>
  ${url ? html`<a class="button quiet" href=${url} download=${file.name} aria-label="Download ${file.name}">Download</a>` : nothing}
</div>`;

export function drawFiles(files) {
  if (!files?.length) return nothing;
  return html`<div class="files">${files.map((file) => {
    const url = safeUrl(file.url);
    return url && isPicture(file) ? picture(file, url) : fileCard(file, url);
  })}</div>`;
}
