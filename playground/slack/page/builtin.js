// The few commands that Slack itself knows, for what people do with channels.
import { everyone, channelName } from "./people.js";
import { note } from "./workspace.js";
import { post } from "./api.js";

export const BUILT_IN = [
  { command: "/invite", description: "Bring a person or an app into this channel", usage_hint: "@name" },
  { command: "/leave", description: "Leave this channel" },
  { command: "/archive", description: "Archive this channel" },
];

async function invite(channel, text) {
  const name = text.trim().replace(/^@/, "").toLowerCase();
  const id = /^<@(\w+)/.exec(text.trim())?.[1];
  const who = everyone().find((one) => one.id === id || one.name.toLowerCase() === name || one.real_name?.toLowerCase() === name);
  if (!who) return note(channel, null, `There is nobody called "${text.trim()}". Try /invite @name.`);
  await post(`channels/${channel}/invite`, { user: who.id });
  return undefined;
}

const RUN = {
  "/invite": invite,
  "/leave": (channel) => post(`channels/${channel}/leave`),
  "/archive": (channel) => post(`channels/${channel}/archive`),
};

/** Runs one of Slack's own commands; false where it is an app's. */
export async function builtIn({ command, text }, channel) {
  const run = RUN[command];
  if (!run) return false;
  try {
    await run(channel, text);
  } catch (refused) {
    note(channel, null, `${command} in #${channelName(channel)}: ${refused.message}`);
  }
  return true;
}
