// Block Kit's blocks, by type. What this page does not know it names, never hides.
import { html, nothing, repeat } from "../lit.js";
import { actions, context, divider, header, input, section, video } from "./basic.js";
import { alert, card, carousel, container } from "./card.js";
import { chart } from "./chart.js";
import { contextActions } from "./feedback.js";
import { dataTable, table } from "./table.js";
import { file } from "./file.js";
import { image } from "./image.js";
import { markdown } from "../markdown.js";
import { plan, taskCard } from "./plan.js";
import { richText } from "./rich_text.js";
import { state } from "../state.js";

const BLOCKS = {
  actions,
  alert,
  card,
  carousel,
  container,
  context,
  context_actions: contextActions,
  data_table: dataTable,
  data_visualization: chart,
  divider,
  file,
  header,
  image: (block) => image(block),
  input,
  markdown: (block) => markdown(block.text),
  plan,
  rich_text: richText,
  section,
  table,
  task_card: taskCard,
  video,
};

/** `place` as forms.js makes it. */
export function drawBlock(block, place) {
  const draw = BLOCKS[block.type];
  if (draw) return draw(block, place, drawBlock);
  return html`<p class="unknown" data-testid="unknown-block">This page can't show a "${block.type}" block.</p>`;
}

/** Keyed, so that what is entered in a block stays with it when its view is updated. */
const keyOf = (block, index) => (block.block_id ? `${block.type}/${block.block_id}` : index);

export function drawBlocks(blocks, place) {
  const words = state.trouble[place.key];
  return html`<div class="blocks">
    ${repeat(blocks ?? [], keyOf, (block) => html`<div class="block block-${block.type}" data-block-id=${block.block_id ?? nothing}>${drawBlock(block, place)}</div>`)}
    ${words ? html`<p class="field-error" role="alert">⚠︎ ${words}</p>` : nothing}
  </div>`;
}
