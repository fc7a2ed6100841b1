// Names that people type become the ids that apps read, as Slack does on sending.
import { escape } from "./mrkdwn.js";
import { everyone } from "./people.js";
import { state } from "./state.js";

const NAME = /(^|[\s(])([@#])([\p{L}\p{N}._-]*[\p{L}\p{N}_-])/gu;
const RANGES = ["here", "channel", "everyone"];

const byHandle = (name) => {
  const wanted = name.toLowerCase();
  return everyone().find((who) => [who.name, who.real_name].some((one) => one?.toLowerCase() === wanted));
};

const byName = (name) => [...state.channels.values()].find((where) => where.kind !== "dm" && where.name === name);

function replace(whole, before, sign, name) {
  if (sign === "@" && RANGES.includes(name)) return `${before}<!${name}>`;
  const found = sign === "@" ? byHandle(name) : byName(name);
  return found ? `${before}<${sign}${found.id}>` : whole;
}

/** Ids that were typed as such (<@U1>) stay. */
export const encode = (text) =>
  escape(text)
    .replace(/&lt;([@#][A-Z0-9]+|!(?:here|channel|everyone))&gt;/g, "<$1>")
    .replace(NAME, replace);
