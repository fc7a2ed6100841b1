// Lists of messages stay at their end while one reads there, and where they are while one reads
// further up.

const NEAR = 80; // pixels from the end that still count as being there

const all = () => [...document.querySelectorAll("[data-stick]")];
const atEnd = (list) => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;

const shown = new WeakMap(); // list → what it showed when it was last put to its end

export const rememberPlace = () =>
  new Map(all().map((list) => [list, { end: atEnd(list), height: list.scrollHeight, first: list.querySelector("[data-ts]")?.dataset.ts }]));

function keep(list, before) {
  const other = shown.get(list) !== list.dataset.stick;
  shown.set(list, list.dataset.stick);
  if (other || !before || before.end) list.scrollTop = list.scrollHeight;
  else if (before.first !== list.querySelector("[data-ts]")?.dataset.ts) list.scrollTop += list.scrollHeight - before.height;
}

export function keepPlace(scrolled) {
  for (const list of all()) {
    keep(list, scrolled.get(list));
    watchSize(list);
  }
}

const pinned = new WeakMap(); // list → was its end in sight when one last scrolled?

/** Pictures arrive after their messages: the end moves once more. */
function watchSize(list) {
  if (pinned.has(list)) return;
  pinned.set(list, true);
  list.addEventListener("scroll", () => pinned.set(list, atEnd(list)), { passive: true });
  list.addEventListener("load", () => pinned.get(list) && (list.scrollTop = list.scrollHeight), true);
}
