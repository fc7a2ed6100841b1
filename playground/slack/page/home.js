// The app's Home tab.
import { html } from "./lit.js";
import { appTabs, burger } from "./channel.js";
import { avatar } from "./people.js";
import { drawBlocks } from "./blocks/index.js";
import { state } from "./state.js";
import { viewPlace } from "./forms.js";

function content() {
  if (state.home === undefined) return html`<p class="empty">Loading…</p>`;
  if (state.home === null) return html`<p class="empty">${state.app?.name ?? "The app"} has not shown a Home for you yet.</p>`;
  return drawBlocks(state.home.blocks, viewPlace(state.home));
}

export const homePane = () => html`<main class="pane" id="main" data-testid="home">
  <header class="pane-head">${burger()}<h1>${avatar(state.app?.bot_user, "small")} ${state.app?.name ?? "App"}</h1>${appTabs("home")}</header>
  <div class="scroll"><div class="home">${content()}</div></div>
</main>`;
