import { html } from "../lit.js";
import { fileCard, findFile } from "../files.js";

export function file(block) {
  const known = block.file ?? findFile({ id: block.file_id ?? block.external_id });
  return known ? fileCard(known) : html`<p class="unknown">A file: ${block.external_id}</p>`;
}
