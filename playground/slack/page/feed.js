// The stream of what happens: server-sent events, and a long poll where those don't come through.
import { eventsUrl, get } from "./api.js";
import { apply, catchUp } from "./changes.js";
import { state, touch } from "./state.js";

const FIRST_PAUSE = 400; // ms before the second try; doubled up to LONGEST_PAUSE
const LONGEST_PAUSE = 5000;
const TRIES = 2; // streams that never opened before the long poll is used
const WAIT = 20; // seconds that a long poll may take

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Follows the workspace as the person who has the seat, until stop() is called. */
export class Feed {
  #stopped = new AbortController();
  #since = 0;
  #unopened = 0;
  #lost = false;

  /** `since` numbers the last event that the page knows. */
  start(since) {
    this.#since = since ?? 0;
    this.#run();
  }

  stop() {
    this.#stopped.abort();
  }

  async #run() {
    let wait = FIRST_PAUSE;
    while (!this.#stopped.signal.aborted) {
      const opened = this.#unopened < TRIES ? await this.#stream() : await this.#poll();
      if (this.#stopped.signal.aborted) return;
      wait = opened ? FIRST_PAUSE : Math.min(wait * 2, LONGEST_PAUSE);
      if (this.#lost) await pause(wait);
    }
  }

  #stream() {
    const source = new EventSource(eventsUrl(this.#since));
    let opened = false;
    return new Promise((resolve) => {
      const end = () => {
        source.close();
        resolve(opened);
      };
      this.#stopped.signal.addEventListener("abort", end);
      source.onmessage = ({ data }) => this.#take(JSON.parse(data));
      source.onopen = () => {
        opened = true;
        this.#unopened = 0;
        this.#found();
      };
      source.onerror = () => {
        if (!opened) this.#unopened += 1;
        if (!this.#stopped.signal.aborted) this.#lose();
        end();
      };
    });
  }

  async #poll() {
    try {
      const query = { since: this.#since, wait: this.#lost ? 0 : WAIT };
      const { events, seq } = await get("changes", query, { signal: this.#stopped.signal });
      this.#found();
      events.forEach((event) => this.#take(event));
      this.#since = seq ?? this.#since;
      return true;
    } catch {
      if (!this.#stopped.signal.aborted) this.#lose();
      this.#unopened = 0;
      return false;
    }
  }

  #take(event) {
    if (event.seq !== undefined) this.#since = event.seq;
    apply(event);
  }

  #lose() {
    this.#lost = true;
    state.link = "lost";
    touch();
  }

  async #found() {
    if (!this.#lost) return;
    this.#lost = false;
    state.link = "live";
    touch();
    await catchUp().catch(() => {});
  }
}
