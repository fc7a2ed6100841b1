// What the page asks the workspace for, and where the answers go.
import { get, post } from "./api.js";
import { announce } from "./announce.js";
import { prune } from "./forms.js";
import { reset, state, touch } from "./state.js";

const byId = (list) => new Map(list.map((one) => [one.id, one]));

/** Everything about the workspace as one person sees it; answers the number of the last event in it. */
export async function loadWorkspace() {
  const answer = await get("workspace");
  const { team, me, people, channels, commands, shortcuts, app, samples, seq } = answer;
  Object.assign(state, { team, me, commands, app });
  Object.assign(state, { shortcuts: shortcuts ?? [], samples: samples ?? [] });
  state.people = byId(people);
  state.channels = byId(channels);
  touch();
  return seq;
}

export async function takeSeat(me) {
  reset();
  state.me = me;
  return loadWorkspace();
}

export const threadKey = (channel, ts) => `${channel}/${ts}`;

export const timeline = (channel, thread) =>
  thread ? state.threads.get(threadKey(channel, thread)) : state.messages.get(channel);

const blank = () => ({ list: [], hasMore: false, loaded: false, failure: null, arriving: new Set() });

function timelineOf(channel, thread) {
  const [all, key] = thread ? [state.threads, threadKey(channel, thread)] : [state.messages, channel];
  if (!all.has(key)) all.set(key, blank());
  return all.get(key);
}

/** Reads the newest messages of a channel or thread, or the ones before `before`. */
export async function loadMessages(channel, { thread, before } = {}) {
  const line = timelineOf(channel, thread);
  const arrived = [];
  line.arriving.add(arrived);
  try {
    const path = `channels/${encodeURIComponent(channel)}/messages`;
    const { messages, has_more } = await get(path, { thread_ts: thread, before });
    const older = before ? [] : line.list.filter(({ ts }) => messages.length && ts < messages[0].ts);
    line.list = merge(before ? line.list : older, messages, localOnes(line), arrived).filter((one) => !one.gone);
    if (!older.length) line.hasMore = has_more;
    Object.assign(line, { loaded: true, failure: null });
    const where = state.channels.get(channel);
    if (where && !thread) where.unread = 0;
  } catch (refused) {
    line.failure = refused.message;
  } finally {
    line.arriving.delete(arrived);
  }
  touch();
}

/** What happens while an older state is on its way here must outlive it. */
const alsoArrived = (line, message) => line.arriving.forEach((arrived) => arrived.push(message));

const localOnes = (line) => line.list.filter((one) => one.local);
const order = (a, b) => (a.ts < b.ts ? -1 : Number(a.ts > b.ts));
const merge = (...lists) => [...new Map(lists.flat().map((one) => [one.ts, one])).values()].sort(order);

const inThread = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;

/** What stands above the loaded part is read when one asks for it; alone it would hide a gap. */
const beforeAll = (line, message) => line.hasMore && line.list.length > 0 && message.ts < line.list[0].ts;

/** A new message, or a known one's new face. Returns whether it was new to the page. */
export function put(channel, message) {
  const lines = [];
  if (inThread(message)) lines.push(timelineOf(channel, message.thread_ts));
  if (!inThread(message) || message.subtype === "thread_broadcast") lines.push(timelineOf(channel));
  if (message.thread_ts === message.ts || message.reply_count) lines.push(timelineOf(channel, message.ts));
  let fresh = false;
  for (const line of lines) {
    if (beforeAll(line, message)) continue;
    fresh ||= !line.list.some(({ ts }) => ts === message.ts);
    line.list = merge(line.list, [message]);
    alsoArrived(line, message);
  }
  touch();
  return fresh;
}

export function drop(channel, ts) {
  for (const [key, line] of [...state.messages, ...state.threads]) {
    if (key.split("/")[0] !== channel) continue;
    line.list = line.list.filter((one) => one.ts !== ts);
    alsoArrived(line, { ts, gone: true });
  }
  touch();
}

const REPEATED = 3; // seconds in which the same words are the answer and the notice of one thing

/** Words of the workspace itself, in place: only this page shows them, until it is loaded again. */
export function note(channel, thread, text) {
  const ts = (Date.now() / 1000).toFixed(6);
  const line = timelineOf(channel, thread);
  if (line.list.some((one) => one.local && one.text === text && ts - one.ts < REPEATED)) return;
  line.list = merge(line.list, [{ ts, text, user: null, ephemeral: true, local: true }]);
  announce(text);
  touch();
}

let asked = 0; // how often the views were asked for

/** Answers may overtake each other: only the latest question's counts. */
export async function loadViews() {
  asked += 1;
  const mine = asked;
  const { views } = await get("views");
  if (mine !== asked) return;
  const gone = state.views.filter(({ id }) => !views.some((view) => view.id === id));
  for (const { id } of gone) forget(`view:${id}`);
  for (const view of views) prune(view);
  state.views = views;
  touch();
}

const forget = (key) => {
  delete state.forms[key];
  delete state.errors[key];
  delete state.trouble[key];
};

/** The app may publish a Home while the answer, which is older then, is on its way. */
export async function loadHome() {
  const before = state.home;
  const { view } = await get("home");
  if (state.home === before) state.home = view;
  touch();
}

export async function sendMessage(channel, thread, text, files) {
  const ids = files.map(({ id }) => id);
  const { message } = await post("messages", { channel, text, thread_ts: thread ?? undefined, files: ids });
  if (message) put(channel, message);
}

/** Slack says in place what became of a command that nobody answered. */
export async function sendCommand(channel, thread, command, text) {
  try {
    const answer = await post("commands", { channel, command, text, thread_ts: thread ?? undefined });
    if (answer.ok === false) note(channel, thread, answer.message ?? failed(command, answer.error));
  } catch (refused) {
    note(channel, thread, refused.code && refused.message === refused.code ? failed(command, refused.code) : refused.message);
  }
}

const failed = (command, error) => `${command} failed with the error "${error}"`;
