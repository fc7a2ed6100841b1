// Block Kit's text objects.
import { html, nothing } from "./lit.js";
import { plain } from "./inline.js";
import { mrkdwn } from "./mrkdwn.js";

export function textObject(object) {
  if (!object) return nothing;
  if (typeof object === "string") return html`<span>${plain(object)}</span>`;
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return html`<span class="plain">${plain(object.text, object.emoji !== false)}</span>`;
}

/** For labels and names, where only letters fit. */
export const words = (object) => (typeof object === "string" ? object : (object?.text ?? ""));
