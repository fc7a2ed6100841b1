// What is entered where. A place is a message or a view; an entry is kept as Slack's
// view.state.values keeps it, so that collecting a form is reading it off.
import { post } from "./api.js";
import { state, toast, touch, whileBusy } from "./state.js";
import { ask } from "./confirm.js";

/** Where blocks are drawn: what an action must name, and which entries belong to it. */
export const messagePlace = (channel, ts) => ({
  key: `message:${channel}:${ts}`,
  surface: "message",
  channel,
  container: { type: "message", channel, ts },
});

export const viewPlace = (view) => ({
  key: `view:${view.id}`,
  surface: view.type === "home" ? "home" : "modal",
  channel: state.route.channel,
  container: { type: "view", view_id: view.id },
  values: view.state?.values,
});

const text = (e) => ({ value: e.initial_value || null });
const one = (e) => ({ selected_option: e.initial_option ?? null });
const many = (e) => ({ selected_options: e.initial_options ?? [] });

const INITIAL = {
  plain_text_input: text,
  number_input: text,
  email_text_input: text,
  url_text_input: text,
  rich_text_input: (e) => ({ rich_text_value: e.initial_value ?? null }),
  static_select: one,
  external_select: one,
  radio_buttons: one,
  checkboxes: many,
  multi_static_select: many,
  multi_external_select: many,
  users_select: (e) => ({ selected_user: e.initial_user ?? null }),
  multi_users_select: (e) => ({ selected_users: e.initial_users ?? [] }),
  channels_select: (e) => ({ selected_channel: e.initial_channel ?? null }),
  multi_channels_select: (e) => ({ selected_channels: e.initial_channels ?? [] }),
  conversations_select: (e, place) => ({
    selected_conversation: e.initial_conversation ?? (e.default_to_current_conversation ? place.channel : null),
  }),
  multi_conversations_select: (e, place) => ({
    selected_conversations:
      e.initial_conversations ?? (e.default_to_current_conversation && place.channel ? [place.channel] : []),
  }),
  datepicker: (e) => ({ selected_date: e.initial_date ?? null }),
  timepicker: (e) => ({ selected_time: e.initial_time ?? null }),
  datetimepicker: (e) => ({ selected_date_time: e.initial_date_time ?? null }),
  file_input: () => ({ files: [] }),
};

const kept = (place, block, element) => state.forms[place.key]?.[block.block_id]?.[element.action_id];

/** What is entered in `element`: here, else before the page was loaded, else what the app begins with. */
export function entry(place, block, element) {
  const found = kept(place, block, element) ?? place.values?.[block.block_id]?.[element.action_id];
  if (found?.type === element.type) return found;
  return { type: element.type, ...INITIAL[element.type]?.(element, place) };
}

function keep(place, block, element, value) {
  const form = (state.forms[place.key] ??= {});
  (form[block.block_id] ??= {})[element.action_id] = { type: element.type, ...value };
}

export function enter(place, block, element, value) {
  keep(place, block, element, value);
  delete state.errors[place.key]?.[block.block_id];
  touch();
  if (dispatches(block)) act(place, block, element, value);
}

/** Outside an input block every change is told to the app; inside, where the block asks for it. */
const dispatches = (block) => block.type !== "input" || (block.dispatch_action && isChoice(block.element));
const isChoice = ({ type }) => !["plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "file_input"].includes(type);

export const elementsOf = (block) => [
  ...[block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])].filter(Boolean),
  ...(block.child_blocks ?? []).flatMap(elementsOf),
];

/** As in Slack, what is entered goes with its element when an update takes that away. */
export function prune(view) {
  const there = new Set(view.blocks.flatMap((block) => elementsOf(block).map(({ action_id: id }) => `${block.block_id}/${id}`)));
  for (const [block, fields] of Object.entries(state.forms[`view:${view.id}`] ?? {})) {
    for (const id of Object.keys(fields)) if (!there.has(`${block}/${id}`)) delete fields[id];
  }
}

/** Every entry of a view, as `view.state.values`. */
export function collect(view) {
  const place = viewPlace(view);
  const values = {};
  for (const block of view.blocks) {
    for (const element of elementsOf(block).filter(({ type }) => type in INITIAL)) {
      (values[block.block_id] ??= {})[element.action_id] = entry(place, block, element);
    }
  }
  return values;
}

export const busyKey = (place, block, element) => `${place.key}/${block.block_id}/${element.action_id}`;

/** Tells the app that something was pressed or chosen, after asking where the element wants that. */
export async function act(place, block, element, value) {
  if (element.confirm && !(await ask(element.confirm))) return touch();
  delete state.trouble[place.key];
  const view = viewOf(place);
  const body = {
    container: place.container,
    block_id: block.block_id,
    action_id: element.action_id,
    type: element.type,
    ...value,
    ...(view && { values: collect(view) }),
  };
  return whileBusy(busyKey(place, block, element), () => tell(place, body));
}

async function tell(place, body) {
  try {
    const answer = await post("actions", body);
    if (answer.ok === false) state.trouble[place.key] = answer.message ?? answer.error;
  } catch (refused) {
    state.trouble[place.key] = refused.message;
  }
}

const viewOf = ({ container }) =>
  [...state.views, state.home].find((view) => view && view.id === container.view_id);

/** What the app offers for what was typed so far. */
export async function suggestions(place, block, element, typed) {
  try {
    const named = { block_id: block.block_id, action_id: element.action_id, value: typed };
    const answer = await post("options", { ...named, container: place.container, ...place.container });
    return answer.options ?? (answer.option_groups ?? []).flatMap((group) => group.options);
  } catch (refused) {
    toast(refused.message);
    return [];
  }
}
