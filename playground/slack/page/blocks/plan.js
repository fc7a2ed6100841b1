// A plan and its tasks, as an assistant works through them.
import { html, nothing } from "../lit.js";
import { link } from "../inline.js";
import { richText } from "./rich_text.js";
import { textObject, words } from "../text.js";

const STATES = { pending: ["○", "to do"], in_progress: ["◐", "in progress"], complete: ["●", "done"], error: ["✕", "failed"] };

const rich = (part) => (part?.type === "rich_text" ? richText(part) : textObject(part));

export function taskCard(task) {
  const status = task.status ?? "pending";
  const [sign, name] = STATES[status] ?? ["○", status];
  return html`<div class="task-card ${status}">
    <span class="task-sign" role="img" aria-label=${name} title=${name}>${sign}</span>
    <div><div class="task-title">${words(task.title)}</div>
      ${task.details ? html`<div class="task-details">${rich(task.details)}</div>` : nothing}
      ${task.output ? html`<div class="task-output">${rich(task.output)}</div>` : nothing}
      ${task.sources?.length ? html`<div class="task-sources">${task.sources.map((source) => link(source.url, source.text ?? source.url))}</div>` : nothing}
    </div></div>`;
}

export const plan = (block) => html`<details class="plan" open>
  <summary>${words(block.title)}</summary>
  ${(block.tasks ?? []).map(taskCard)}
</details>`;
