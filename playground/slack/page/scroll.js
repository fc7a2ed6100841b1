// Lists of messages stay at their end while one reads there, and where they are while one reads
// further up.

const NEAR = 80; // pixels from the end that still count as being there

const lists = new WeakMap(); // list → { shows, pinned, top }

const all = () => [...document.querySelectorAll("[data-stick]")];
const atEnd = (list) => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
const firstOf = (list) => list.querySelector("[data-ts]")?.dataset.ts;

function toEnd(list, known) {
  list.scrollTop = list.scrollHeight;
  known.top = list.scrollTop;
}

/** Only moving up leaves the end: what grows below does not. */
function moved(list, known) {
  if (atEnd(list)) Object.assign(known, { pinned: true, top: list.scrollTop });
  else if (list.scrollTop < known.top - 1) known.pinned = false;
}

/** Pictures and fonts arrive after their messages; then the end moves once more. */
function follow(list) {
  const known = { shows: null, pinned: true, top: 0 };
  lists.set(list, known);
  list.addEventListener("scroll", () => moved(list, known), { passive: true });
  const observer = new ResizeObserver(() => known.pinned && toEnd(list, known));
  observer.observe(list);
  observer.observe(list.firstElementChild);
  return known;
}

export const rememberPlace = () =>
  new Map(all().map((list) => [list, { height: list.scrollHeight, first: firstOf(list) }]));

function keep(list, before) {
  const known = lists.get(list) ?? follow(list);
  if (known.shows !== list.dataset.stick) Object.assign(known, { shows: list.dataset.stick, pinned: true });
  if (known.pinned) toEnd(list, known);
  else if (before && before.first !== firstOf(list)) list.scrollTop += list.scrollHeight - before.height;
}

export const keepPlace = (before) => all().forEach((list) => keep(list, before.get(list)));
