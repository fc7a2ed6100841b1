// Who and where: names, faces and channels by their ids.
import { html, nothing } from "./lit.js";
import { state } from "./state.js";

const PALETTE = ["#3d6fb4", "#8a4fa3", "#2f8068", "#b0573a", "#9c4668", "#5b6b2f", "#4c5aa8", "#7a5c2e"];

export const person = (id) => state.people.get(id);
export const channel = (id) => state.channels.get(id);

export const personName = (id) => {
  const who = person(id);
  return who ? who.real_name || who.name : id || "Somebody";
};

export const handle = (id) => person(id)?.name ?? id;

export function channelName(id) {
  const where = channel(id);
  if (!where) return id;
  return where.kind === "dm" ? personName(where.with) : where.name;
}

/** The direct message channel between the person and the app. */
export const appChannel = () =>
  [...state.channels.values()].find((c) => c.kind === "dm" && c.with === state.app?.bot_user);

const hash = (text) => [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) >>> 0, 7);

export function colour(id) {
  const given = person(id)?.color;
  const hex = /^#?([0-9a-f]{6})$/i.exec(given ?? "");
  return hex ? `#${hex[1]}` : PALETTE[hash(String(id)) % PALETTE.length];
}

const initials = (name) =>
  name
    .split(/[\s_-]+/)
    .slice(0, 2)
    .map((part) => [...part][0] ?? "")
    .join("")
    .toUpperCase();

export const avatar = (id, size = "") => html`
  <span class="avatar ${size} ${person(id)?.is_bot ? "bot" : ""}" .style=${`--face:${colour(id)}`} aria-hidden="true"
    >${initials(personName(id))}</span
  >
`;

export const appBadge = (id) => (person(id)?.is_bot ? html`<span class="badge">APP</span>` : nothing);

export const everyone = () => [...state.people.values()];
export const humans = () => everyone().filter((who) => !who.is_bot);
