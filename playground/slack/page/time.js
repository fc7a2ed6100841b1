// Times as people read them, in the reader's own zone and language.

const at = (ts) => new Date(Number(ts) * 1000);

export const clock = (ts) => at(ts).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
export const full = (ts) => at(ts).toLocaleString([], { dateStyle: "full", timeStyle: "medium" });
export const dayOf = (ts) => at(ts).toDateString();

export function dayName(ts, now = new Date()) {
  const day = dayOf(ts);
  if (day === now.toDateString()) return "Today";
  const before = new Date(now);
  before.setDate(now.getDate() - 1);
  if (day === before.toDateString()) return "Yesterday";
  return at(ts).toLocaleDateString([], { weekday: "long", month: "long", day: "numeric" });
}

const pad = (number) => String(number).padStart(2, "0");
const show = (date, options) => date.toLocaleDateString([], options);

const pretty = (date, otherwise) => {
  const name = dayName(date / 1000);
  return name === "Today" || name === "Yesterday" ? name.toLowerCase() : otherwise;
};

const long = (date) => show(date, { weekday: "long", year: "numeric", month: "long", day: "numeric" });
const medium = (date) => show(date, { year: "numeric", month: "long", day: "numeric" });
const short = (date) => show(date, { year: "numeric", month: "short", day: "numeric" });

export function ago(ts, now = Date.now()) {
  const seconds = Math.round(Number(ts) - now / 1000);
  const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? units.at(-1);
  return new Intl.RelativeTimeFormat([], { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

const TOKENS = {
  date_num: (d) => `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}`,
  date_slash: (d) => `${pad(d.getMonth() + 1)}/${pad(d.getDate())}/${d.getFullYear()}`,
  date: medium,
  date_long: long,
  date_short: short,
  date_pretty: (d) => pretty(d, medium(d)),
  date_long_pretty: (d) => pretty(d, long(d)),
  date_short_pretty: (d) => pretty(d, short(d)),
  day_divider_pretty: (d) => pretty(d, show(d, { weekday: "long", month: "long", day: "numeric" })),
  time: (d) => clock(d / 1000),
  time_secs: (d) => d.toLocaleTimeString(),
  ago: (d) => ago(d / 1000),
};

/** Slack's date tokens ({date_short_pretty} at {time}) filled in; null where one is unknown. */
export function fillDate(seconds, pattern) {
  const date = at(seconds);
  if (Number.isNaN(date.getTime())) return null;
  let known = true;
  const filled = pattern.replace(/\{(\w+)\}/g, (_, token) => {
    known &&= token in TOKENS;
    return TOKENS[token]?.(date) ?? "";
  });
  return known ? filled : null;
}

export function size(bytes) {
  if (!(bytes >= 0)) return "";
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(bytes < 1e4 ? 1 : 0)} KB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
