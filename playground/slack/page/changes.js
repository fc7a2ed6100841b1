// What happens elsewhere in the workspace, brought to the page.
import { announce } from "./announce.js";
import { drop, loadHome, loadMessages, loadViews, loadWorkspace, note, put } from "./workspace.js";
import { personName } from "./people.js";
import { state, touch } from "./state.js";

const later = new Map(); // what to do → its timer: many events in a row are one question

function soon(name, work, wait = 60) {
  clearTimeout(later.get(name));
  later.set(name, setTimeout(() => work().catch(() => {}), wait));
}

const channelOf = (event) => event.channel?.id ?? event.channel ?? event.channel_id ?? event.message?.channel;
const threadOf = ({ message, thread_ts }) => message?.thread_ts ?? thread_ts;

function arrived(event) {
  const { message } = event;
  const channel = channelOf(event);
  if (!message) return reload(event);
  const fresh = put(channel, message);
  const reply = message.thread_ts && message.thread_ts !== message.ts;
  if (fresh && message.user !== state.me) heard(channel, message, reply);
  state.typing.delete(`${channel}/${message.thread_ts ?? ""}`);
  return undefined;
}

function heard(channel, message, reply) {
  const where = state.channels.get(channel);
  const here = state.route.page === "channel" && state.route.channel === channel;
  if (here && message.text) announce(`${personName(message.user)}: ${message.text}`);
  if (here && !document.hidden) soon(`read ${channel}`, () => refresh(channel), 400);
  else if (where && !reply) where.unread = (where.unread ?? 0) + 1;
}

/** Reads again what is in sight; the rest is read when it is opened, and stays unread until then. */
async function refresh(channel, thread) {
  const seen = channel === state.route.channel && (!thread || thread === state.route.thread);
  if (seen) await loadMessages(channel, { thread });
}

function reload(event) {
  const channel = channelOf(event);
  const thread = threadOf(event);
  soon(`messages ${channel}`, () => refresh(channel));
  if (thread) soon(`thread ${channel}/${thread}`, () => refresh(channel, thread));
}

function deleted(event) {
  drop(channelOf(event), event.ts ?? event.message?.ts);
}

function typing(event) {
  const key = `${channelOf(event)}/${event.thread_ts ?? ""}`;
  const words = event.status ?? `${personName(event.user)} is typing…`;
  if (words) state.typing.set(key, words);
  else state.typing.delete(key);
  setTimeout(() => state.typing.get(key) === words && state.typing.delete(key) && touch(), event.status ? 120000 : 6000);
  touch();
}

function noticed(event) {
  if (event.reset) return soon("everything", catchUp);
  const words = event.message?.text ?? event.message ?? event.text ?? event.error;
  const channel = channelOf(event) ?? state.route.channel;
  const open = state.views.at(-1);
  if (event.view_id && open) state.trouble[`view:${open.id}`] = words;
  else if (channel && words) note(channel, event.thread_ts, String(words));
  return touch();
}

function home(event) {
  if (event.view) state.home = event.view;
  else if (state.home !== undefined) soon("home", loadHome);
  touch();
}

const views = () => soon("views", loadViews, 5);

const HANDLERS = {
  message: arrived,
  message_changed: arrived,
  ephemeral: arrived,
  message_deleted: deleted,
  view_opened: views,
  view_updated: views,
  view_closed: views,
  home,
  channel: () => soon("workspace", loadWorkspace),
  file: () => soon("workspace", loadWorkspace, 300),
  typing,
  notice: noticed,
};

export const apply = (event) => HANDLERS[event.type]?.(event);

/** After the link was lost nobody knows what was missed: everything in sight is read again. */
export async function catchUp() {
  const { channel, thread, page } = state.route;
  await loadWorkspace();
  await loadViews();
  if (page === "home") await loadHome();
  if (channel) await loadMessages(channel);
  if (channel && thread) await loadMessages(channel, { thread });
}
