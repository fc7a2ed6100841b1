// People and conversations as options, so that every select draws them alike.
import { everyone } from "../people.js";
import { channelName } from "../people.js";
import { state } from "../state.js";

const option = (value, text) => ({ value, text: { type: "plain_text", text } });

export const peopleOptions = () => everyone().map((who) => option(who.id, who.real_name || who.name));

const KINDS = { public: "channel", private: "private", im: "dm", mpim: "group" };

function wanted(where, element) {
  if (where.kind === "private" || where.kind === "dm") {
    if (!where.members.includes(state.me)) return false;
  }
  if (element.type.includes("channels_select")) return where.kind === "channel";
  const include = element.filter?.include?.map((kind) => KINDS[kind]);
  const isBot = where.kind === "dm" && state.people.get(where.with)?.is_bot;
  if (element.filter?.exclude_bot_users && isBot) return false;
  return !include || include.includes(where.kind);
}

export const whereOptions = (element) =>
  [...state.channels.values()]
    .filter((where) => wanted(where, element))
    .map((where) => option(where.id, `${where.kind === "dm" ? "" : "#"}${channelName(where.id)}`));
