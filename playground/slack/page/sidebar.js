// Who one is and where one can go.
import { html, nothing } from "./lit.js";
import { address, go } from "./route.js";
import { appChannel, avatar, channelName, humans, person, personName } from "./people.js";
import { menu } from "./menu.js";
import { state, touch } from "./state.js";
import { themeButton } from "./theme.js";

const ROLES = { admin: "admin", owner: "admin", primary_owner: "admin" };
const role = (who) => ROLES[who?.role] ?? who?.role ?? "member";

/** Where somebody else can stay: the channel that is open, if it is theirs to see. */
function seenBy(id) {
  const where = state.channels.get(state.route.channel);
  if (state.route.page === "home") return { page: "home" };
  if (!where || (where.kind !== "channel" && !where.members.includes(id))) return {};
  return { channel: where.id };
}

function switcher() {
  const me = person(state.me);
  const items = humans().map((who) => ({
    label: personName(who.id),
    hint: role(who),
    checked: who.id === state.me,
    run: () => go({ ...seenBy(who.id), me: who.id }),
  }));
  const face = html`${avatar(state.me, "small")}<span class="who">You are: <b>${personName(state.me)}</b> (${role(me)})</span><span aria-hidden="true">▾</span>`;
  return menu({ id: "person", label: `You are ${personName(state.me)}, ${role(me)}. Be somebody else`, face, kind: "switcher", items });
}

const current = (id) => state.route.page === "channel" && state.route.channel === id;

function place(where) {
  const unread = current(where.id) ? 0 : (where.unread ?? 0);
  const sign = where.kind === "dm" ? avatar(where.with, "tiny") : html`<span class="sign" aria-hidden="true">${where.kind === "private" ? "🔒" : "#"}</span>`;
  return html`<li><a class="place ${unread ? "unread" : ""}" href=${address({ channel: where.id })} aria-current=${current(where.id) ? "page" : nothing}
    data-testid="channel-link">${sign}<span class="place-name">${channelName(where.id)}</span>
    ${unread ? html`<span class="count" aria-label="${unread} unread">${unread}</span>` : nothing}</a></li>`;
}

const byName = (a, b) => channelName(a.id).localeCompare(channelName(b.id));
const mine = (where) => (!where.archived || current(where.id)) && (where.kind !== "private" || where.members.includes(state.me));

const newChannel = () => {
  state.panel = { kind: "create" };
  touch();
};

const part = (title, list, extra = nothing) => html`<section class="side-part"><h2>${title}${extra}</h2><ul>${list.map(place)}</ul></section>`;

function appPart() {
  if (!state.app) return nothing;
  const dm = appChannel();
  return html`<section class="side-part"><h2>Apps</h2><ul>
    ${state.app.home === false ? nothing : html`<li><a class="place" href=${address({ page: "home" })} aria-current=${state.route.page === "home" ? "page" : nothing}>
      ${avatar(state.app.bot_user, "tiny")}<span class="place-name">${state.app.name} Home</span></a></li>`}
    ${dm ? place(dm) : nothing}</ul></section>`;
}

export function sidebar() {
  const all = [...state.channels.values()];
  const channels = all.filter((where) => where.kind !== "dm" && mine(where)).sort(byName);
  const messages = all.filter((where) => where.kind === "dm" && where.id !== appChannel()?.id && where.members.includes(state.me)).sort(byName);
  const plus = html`<button type="button" class="icon-button" aria-label="Create a channel" title="Create a channel" @click=${newChannel}>+</button>`;
  return html`<nav class="sidebar ${state.menu ? "open" : ""}" id="sidebar" aria-label="Workspace">
    <div class="workspace"><img src="icon.svg" alt="" width="28" height="28" /><strong>${state.team.name}</strong>${themeButton()}</div>
    ${switcher()}
    <div class="places" @click=${(event) => event.target.closest("a") && closeMenu()}>${part("Channels", channels, plus)} ${messages.length ? part("Direct messages", messages) : nothing} ${appPart()}</div>
  </nav>
  <div class="shade" ?hidden=${!state.menu} @click=${closeMenu}></div>`;
}

export const closeMenu = () => {
  state.menu = false;
  touch();
};
