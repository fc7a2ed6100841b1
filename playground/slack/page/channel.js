// A channel's messages, and a thread's beside them.
import { html, nothing, repeat } from "./lit.js";
import { address, go } from "./route.js";
import { appChannel, avatar, channel as find, channelName, personName } from "./people.js";
import { attempt, state, touch } from "./state.js";
import { composer } from "./composer.js";
import { dayName, dayOf } from "./time.js";
import { drawMessage } from "./message.js";
import { loadMessages, timeline } from "./workspace.js";
import { post } from "./api.js";

const kindSign = (where) => (where.kind === "private" ? "🔒" : "#");

const showDetails = (id) => {
  state.panel = { kind: "details", channel: id };
  touch();
};

function title(where) {
  if (where.kind === "dm") return html`<h1>${avatar(where.with, "small")} ${personName(where.with)}</h1>`;
  return html`<h1><button type="button" class="title-button" aria-haspopup="dialog" @click=${() => showDetails(where.id)}>
    <span class="sign" aria-hidden="true">${kindSign(where)}</span>${where.name}</button></h1>`;
}

export const openMenu = () => {
  state.menu = !state.menu;
  touch();
};

export const burger = () => html`<button type="button" class="icon-button burger" aria-label="Channels" aria-expanded=${state.menu}
  aria-controls="sidebar" @click=${openMenu}>☰</button>`;

/** The app has a Home beside its messages. */
export function appTabs(page) {
  const dm = appChannel();
  const tab = (name, target, current) =>
    html`<a role="tab" aria-selected=${current} href=${address(target)}>${name}</a>`;
  return html`<nav class="tabs" role="tablist" aria-label=${state.app?.name ?? "App"}>
    ${tab("Home", { page: "home" }, page === "home")}
    ${dm ? tab("Messages", { channel: dm.id }, page === "messages") : nothing}</nav>`;
}

function header(where) {
  const isApp = where.kind === "dm" && where.with === state.app?.bot_user;
  return html`<header class="pane-head">${burger()}${title(where)}
    ${where.topic ? html`<span class="topic">${where.topic}</span>` : nothing}
    ${isApp ? appTabs("messages") : nothing}
    ${where.kind === "dm" ? nothing : html`<button type="button" class="button quiet members" @click=${() => showDetails(where.id)}>${where.members.length} members</button>`}
  </header>`;
}

function rows(list, channel, thread) {
  return repeat(list, (message) => message.ts, (message, index) => {
    const before = list[index - 1] ?? null;
    const newDay = !thread && (!before || dayOf(before.ts) !== dayOf(message.ts));
    return html`${newDay ? html`<div class="day" role="separator"><span>${dayName(message.ts)}</span></div>` : nothing}
      ${drawMessage(message, channel, { thread, before: newDay ? null : before })}
      ${thread && message.ts === thread ? countLine(list.length - 1) : nothing}`;
  });
}

const countLine = (count) =>
  html`<div class="reply-count">${count} ${count === 1 ? "reply" : "replies"}</div>`;

const earlier = (line, channel) =>
  line.hasMore
    ? html`<p class="earlier"><button type="button" class="button quiet" @click=${() => loadMessages(channel, { before: line.list[0]?.ts })}>Show earlier messages</button></p>`
    : nothing;

const emptyWords = (where) =>
  where.kind === "dm" ? `This is the beginning of your messages with ${personName(where.with)}.` : `This is the beginning of #${where.name}.`;

function scroller(line, channel, thread) {
  const where = find(channel);
  const typing = state.typing.get(`${channel}/${thread ?? ""}`);
  const label = thread ? "Thread" : `Messages in ${channelName(channel)}`;
  return html`<div class="scroll" data-testid=${thread ? "thread-messages" : "messages"} data-stick=${thread ?? channel} tabindex="0" role="region" aria-label=${label}><div>
    ${line?.failure ? html`<p class="empty" role="alert">${line.failure}</p>` : nothing}
    ${line && !thread ? earlier(line, channel) : nothing}
    ${line?.loaded && !line.list.length && !line.failure ? html`<p class="empty">${emptyWords(where)}</p>` : nothing}
    ${line ? rows(line.list, channel, thread) : html`<p class="empty">Loading…</p>`}
  </div></div>
  <p class="typing" role="status">${typing ?? ""}</p>`;
}

const join = (where) => attempt(() => post(`channels/${where.id}/invite`, { user: state.me }));

const outside = (where) => html`<div class="outside"><p>You are not a member of #${where.name}.</p>
  <button type="button" class="button primary" @click=${() => join(where)}>Join channel</button></div>`;

const bringBack = (where) => attempt(() => post(`channels/${where.id}/archive`, { undo: true }));

const closed = (where) => html`<div class="outside"><p>#${where.name} is archived: nobody can write here.</p>
  <button type="button" class="button" @click=${() => bringBack(where)}>Bring it back</button></div>`;

function below(where) {
  if (where.archived) return closed(where);
  return where.kind === "dm" || where.members.includes(state.me) ? composer(where.id, null) : outside(where);
}

export function channelPane() {
  const where = find(state.route.channel);
  if (!where) return html`<main class="pane"><header class="pane-head">${burger()}<h1>Not found</h1></header>
    <p class="empty">There is no such channel, or you are not in it.</p></main>`;
  return html`<main class="pane" id="main">${header(where)}
    ${scroller(timeline(where.id), where.id, null)}
    ${below(where)}
  </main>`;
}

export function threadPane() {
  const { channel, thread } = state.route;
  if (!thread || !find(channel)) return nothing;
  return html`<aside class="pane thread" data-testid="thread" aria-label="Thread">
    <header class="pane-head"><h2>Thread</h2><span class="topic">${find(channel).kind === "dm" ? "" : "#"}${channelName(channel)}</span>
      <button type="button" class="icon-button close" aria-label="Close thread" @click=${() => go({ channel })}>×</button></header>
    ${scroller(timeline(channel, thread), channel, thread)}
    ${find(channel).archived ? nothing : composer(channel, thread)}
  </aside>`;
}
