// The address says who one is and what one sees, so that a reload stays and a link can be sent:
// #/U1/C1, #/U1/C1/thread/1700000000.000100, #/U1/home
import { state } from "./state.js";

export function parse(hash) {
  const [me, place, word, ts] = hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  if (place === "home") return { me, page: "home", channel: null, thread: null };
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
