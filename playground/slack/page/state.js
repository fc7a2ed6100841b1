// All that the page knows, in one object; whoever changes it says touch().

const fresh = () => ({
  team: { name: "Playground" },
  people: new Map(),
  channels: new Map(),
  commands: [],
  shortcuts: [],
  samples: [],
  app: null,
  messages: new Map(), // channel → Timeline
  threads: new Map(), // "channel/ts" → Timeline
  views: [], // the open modals, bottom first
  home: undefined, // undefined: not asked yet; null: the app has published none
  forms: {}, // place key → block_id → action_id → what is entered, as Slack's view.state.values
  errors: {}, // place key → block_id → words
  trouble: {}, // place key → words that belong to the whole form or message
  busy: new Set(), // what waits for an answer
  typing: new Map(), // "channel/thread" → words
  drafts: {}, // composer key → { text, files }
  picking: {}, // composer key → index of the highlighted suggestion
});

export const state = {
  ...fresh(),
  me: null,
  route: { page: "channel", channel: null, thread: null },
  emoji: {},
  link: "live", // or "lost"
  menu: false, // on narrow screens: is the sidebar open?
  panel: null, // a dialog of the page's own: { kind, … }
  confirm: null,
  toast: null,
  ready: false,
  failure: null,
};

/** Forgets what belongs to one person, before another takes the seat. */
export const reset = () => Object.assign(state, fresh(), { ready: false, panel: null, confirm: null });

const watchers = new Set();
let queued = false;

export const watch = (watcher) => watchers.add(watcher);

/** Many changes in one turn are drawn once. */
export function touch() {
  if (queued) return;
  queued = true;
  queueMicrotask(() => {
    queued = false;
    watchers.forEach((watcher) => watcher());
  });
}

let toastTimer;

export function toast(words) {
  state.toast = words;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    state.toast = null;
    touch();
  }, 6000);
  touch();
}

/** Runs what a person asked for; a refusal becomes words on the screen. */
export async function attempt(work) {
  try {
    return await work();
  } catch (trouble) {
    toast(trouble.message);
    return undefined;
  }
}

/** Marks `key` as waiting while `work` runs, so that its button shows it. */
export async function whileBusy(key, work) {
  state.busy.add(key);
  touch();
  try {
    return await work();
  } finally {
    state.busy.delete(key);
    touch();
  }
}
