// The address says who one is and what one sees, so that a reload stays and a link can be sent:
// #/U1/C1, #/U1/C1/thread/1700000000.000100, #/U1/home. Links that apps make name no person
// (#/C1/…): whoever follows them stays who they are.
import { state } from "./state.js";

export function parse(hash) {
  const parts = hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  const [me, place, word, ts] = /^[CDG]/.test(parts[0]) ? [null, ...parts] : parts;
  if (place === "home") return { me: me || null, page: "home", channel: null, thread: null };
  return { me: me || null, page: "channel", channel: place || null, thread: word === "thread" ? ts : null };
}

export function address({ me = state.me, page = "channel", channel = null, thread = null }) {
  if (page === "home") return `#/${me}/home`;
  const parts = [me, channel, ...(thread ? ["thread", thread] : [])];
  return `#/${parts.filter(Boolean).map(encodeURIComponent).join("/")}`;
}

export const go = (target) => {
  location.hash = address(target);
};
