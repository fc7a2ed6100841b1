// table and data_table: rows of cells, the latter with a caption and pages.
import { html, nothing } from "../lit.js";
import { plain } from "../inline.js";
import { richText } from "./rich_text.js";
import { touch } from "../state.js";

const cell = (of) => {
  if (of?.type === "rich_text") return richText(of);
  if (of?.type === "raw_number") return html`<span class="number">${of.text ?? of.value ?? of.number}</span>`;
  return plain(of?.text ?? of?.value ?? "");
};

const align = (settings, column) => `align-${settings?.[column]?.align ?? "left"}${settings?.[column]?.is_wrapped ? " wrapped" : ""}`;

const heads = (row, settings) => html`<thead><tr>${row.map((of, at) => html`<th scope="col" class=${align(settings, at)}>${cell(of)}</th>`)}</tr></thead>`;

const body = (rows, settings) => html`<tbody>${rows.map(
  (row) => html`<tr>${row.map((of, at) => html`<td class="${align(settings, at)} ${of?.type === "raw_number" ? "align-right" : ""}">${cell(of)}</td>`)}</tr>`,
)}</tbody>`;

export function table(block) {
  const [head, ...rows] = block.rows ?? [];
  return html`<div class="table-frame" tabindex="0" role="region" aria-label="Table">
    <table>${head ? heads(head, block.column_settings) : nothing}${body(rows, block.column_settings)}</table>
  </div>`;
}

const pages = new Map(); // table → page

export function dataTable(block, place) {
  const key = `${place.key}/${block.block_id}`;
  const [head, ...rows] = block.rows ?? [];
  const size = block.page_size ?? 5;
  const last = Math.max(0, Math.ceil(rows.length / size) - 1);
  const page = Math.min(pages.get(key) ?? 0, last);
  const turn = (to) => {
    pages.set(key, to);
    touch();
  };
  const caption = block.caption?.text ?? block.caption ?? "";
  return html`<div class="table-frame" tabindex="0" role="region" aria-label=${caption || "Table"}>
    <table><caption>${caption}</caption>${head ? heads(head) : nothing}${body(rows.slice(page * size, (page + 1) * size))}</table>
  </div>
  ${last ? pager(page, last, rows.length, turn) : nothing}`;
}

const pager = (page, last, count, turn) => html`<div class="pager">
  <button type="button" class="button quiet" ?disabled=${page === 0} @click=${() => turn(page - 1)}>Previous</button>
  <span>Page ${page + 1} of ${last + 1} · ${count} rows</span>
  <button type="button" class="button quiet" ?disabled=${page === last} @click=${() => turn(page + 1)}>Next</button>
</div>`;
