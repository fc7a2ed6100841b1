// What fits to what was typed so far: commands after /, people after @, channels after #.
import { html, nothing } from "./lit.js";
import { BUILT_IN } from "./builtin.js";
import { everyone } from "./people.js";
import { state } from "./state.js";

const MOST = 8;

function commands(text) {
  const all = [...state.commands, ...BUILT_IN];
  const typed = text.toLowerCase();
  return all
    .filter(({ command }) => command.startsWith(typed))
    .map((one) => ({ insert: `${one.command} `, name: `${one.command} ${one.usage_hint ?? ""}`, note: one.description }));
}

const people = (start) =>
  everyone()
    .filter((who) => [who.name, who.real_name ?? ""].some((name) => name.toLowerCase().startsWith(start)))
    .map((who) => ({ insert: `@${who.name} `, name: `@${who.name}`, note: who.real_name }));

const places = (start) =>
  [...state.channels.values()]
    .filter((where) => where.kind !== "dm" && where.name.startsWith(start))
    .map((where) => ({ insert: `#${where.name} `, name: `#${where.name}`, note: where.topic }));

/** Offers for the last word of `text`, best first: { insert, name, note }. */
export function offers(text) {
  if (/^\/[\w-]*$/.test(text)) return commands(text).slice(0, MOST);
  const word = /(?:^|\s)([@#])([\p{L}\p{N}._-]*)$/u.exec(text);
  if (!word) return [];
  return (word[1] === "@" ? people : places)(word[2].toLowerCase()).slice(0, MOST);
}

export const complete = (text, offer) => text.replace(/\S*$/, offer.insert);

export function suggestionList(list, id, at, pick) {
  if (!list.length) return nothing;
  return html`<ul class="offers" id=${id} role="listbox" aria-label="Suggestions">
    ${list.map((offer, index) => html`<li role="option" id="${id}-${index}" aria-selected=${index === at}
      @pointerdown=${(event) => event.preventDefault()} @click=${() => pick(offer)}>
      <strong>${offer.name}</strong><small>${offer.note ?? ""}</small></li>`)}</ul>`;
}
