// Start here: takes a seat, follows the address and the workspace, and draws.
import { html, nothing, render } from "./lit.js";
import { channelPane, threadPane } from "./channel.js";
import { channelName } from "./people.js";
import { closeMenu, sidebar } from "./sidebar.js";
import { confirmDialog } from "./confirm.js";
import { Feed } from "./feed.js";
import { get } from "./api.js";
import { address, parse } from "./route.js";
import { homePane } from "./home.js";
import { keepPlace, rememberPlace } from "./scroll.js";
import { loadHome, loadMessages, loadViews, takeSeat } from "./workspace.js";
import { modal } from "./modal.js";
import { panel } from "./panel.js";
import { startTheme } from "./theme.js";
import { state, touch, watch } from "./state.js";
import { syncDialogs } from "./dialogs.js";

const SEAT = "playground.me"; // who one was last, for addresses that don't say

let feed = null;

const lost = () =>
  state.link === "lost" ? html`<div class="banner" role="alert">The connection to the workspace is lost. Trying again…</div>` : nothing;

const toasts = () => html`<div class="toasts" role="status">${state.toast ? html`<p class="toast">${state.toast}</p>` : nothing}</div>`;

const failure = () => html`<div class="starting" role="alert"><p>${state.failure}</p>
  <button type="button" class="button primary" @click=${() => follow()}>Try again</button></div>`;

function page() {
  if (state.failure) return failure();
  if (!state.ready) return html`<p class="starting">Opening the workspace…</p>`;
  return html`<a class="skip" href="#main" @click=${skip}>Skip to the messages</a>${lost()}
    <div class="house ${state.route.thread ? "with-thread" : ""}">${sidebar()} ${state.route.page === "home" ? homePane() : channelPane()} ${threadPane()}</div>
    ${modal()} ${panel()} ${confirmDialog()} ${toasts()}`;
}

function skip(event) {
  event.preventDefault();
  document.querySelector("#main .scroll")?.focus();
}

function draw() {
  const scrolled = rememberPlace();
  render(page(), document.getElementById("app"));
  keepPlace(scrolled);
  syncDialogs();
  document.title = state.ready ? `${state.route.page === "home" ? "Home" : channelName(state.route.channel)} · ${state.team.name}` : "Playground";
}

/** Without a name in the address one is the first person of the workspace. */
async function sit(me) {
  feed?.stop();
  feed = new Feed();
  feed.start(await takeSeat(me));
  await loadViews();
  state.ready = true;
}

/** Goes on with an address that says more, without a step back to the one that said less. */
function replace(target) {
  location.replace(address(target));
}

const firstChannel = () =>
  [...state.channels.values()].find(({ kind, name }) => kind === "channel" && name === "tuning") ??
  [...state.channels.values()].find(({ kind }) => kind === "channel");

async function open() {
  const { page: kind, channel, thread } = state.route;
  if (kind === "home") await loadHome();
  if (channel && state.channels.has(channel)) await loadMessages(channel);
  if (channel && thread && state.channels.has(channel)) await loadMessages(channel, { thread });
}

/** Whoever opens a thread or channel means to write; on a phone the keyboard would hide it. */
function focusBox(before) {
  const same = before.channel === state.route.channel && before.thread === state.route.thread;
  const inDialog = document.querySelector("dialog[open]");
  if (same || inDialog || !matchMedia("(hover: hover)").matches) return;
  const [main, reply] = ["message-box", "reply-box"].map((id) => document.querySelector(`[data-testid=${id}]`));
  (reply ?? main)?.focus();
}

/** Nobody of that name is here any more: whoever is first takes the seat. False where that was tried. */
function forgetSeat(wanted) {
  const known = wanted.me ?? localStorage.getItem(SEAT);
  for (const memory of [sessionStorage, localStorage]) memory.removeItem(SEAT);
  state.me = null;
  history.replaceState(null, "", "#/");
  return Boolean(known);
}

async function step() {
  const wanted = parse(location.hash);
  state.failure = null;
  try {
    const me = wanted.me ?? state.me ?? sessionStorage.getItem(SEAT) ?? localStorage.getItem(SEAT);
    if (!state.ready || me !== state.me) await sit(me);
    for (const memory of [sessionStorage, localStorage]) memory.setItem(SEAT, state.me);
    if (wanted.page === "channel" && !wanted.channel) return replace({ channel: firstChannel()?.id });
    if (!wanted.me) return replace({ ...wanted, me: state.me });
    const before = state.route;
    state.route = wanted;
    closeMenu();
    await open();
    setTimeout(() => focusBox(before), 0);
  } catch (refused) {
    if (refused.code === "user_not_found" && forgetSeat(wanted)) return step();
    state.failure = refused.message;
  }
  return touch();
}

let going = Promise.resolve();

/** One step after the other, however fast the address changes. */
const follow = () => (going = going.then(step));

const seenAgain = () => {
  if (!document.hidden && state.ready) follow();
};

async function start() {
  document.getElementById("app").replaceChildren();
  startTheme();
  watch(draw);
  addEventListener("hashchange", follow);
  document.addEventListener("visibilitychange", seenAgain);
  get("emoji.json").then((known) => {
    state.emoji = known;
    touch();
  }).catch(() => {});
  await follow();
}

start();
