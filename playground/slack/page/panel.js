// The page's own dialogs: make a channel, and see or change who is in one.
import { html, nothing } from "./lit.js";
import { appBadge, avatar, channel as find, everyone, personName } from "./people.js";
import { go } from "./route.js";
import { loadWorkspace } from "./workspace.js";
import { post } from "./api.js";
import { state, touch } from "./state.js";

const close = () => {
  state.panel = null;
  touch();
};

const cancelled = (event) => {
  event.preventDefault();
  close();
};

async function run(work) {
  try {
    await work();
    await loadWorkspace();
  } catch (refused) {
    if (state.panel) state.panel.trouble = refused.message;
    touch();
  }
}

const trouble = () => (state.panel.trouble ? html`<p class="field-error" role="alert">${state.panel.trouble}</p>` : nothing);

const shell = (title, body, foot) => html`<dialog class="dialog small" data-testid="panel" data-key=${state.panel.kind} aria-labelledby="panel-title" @cancel=${cancelled}>
  <header><h2 id="panel-title">${title}</h2><button type="button" class="icon-button close" aria-label="Close" @click=${close}>×</button></header>
  <div class="dialog-body">${body}${trouble()}</div>${foot}</dialog>`;

function create(event) {
  event.preventDefault();
  const { name, hidden } = event.target.elements;
  run(async () => {
    const { channel } = await post("channels", { name: name.value.trim(), private: hidden.checked });
    close();
    await loadWorkspace();
    if (channel) go({ channel: channel.id });
  });
}

const createForm = () => shell("Create a channel", html`<form id="create" @submit=${create}>
  <div class="field"><label class="label" for="new-name">Name</label>
    <input id="new-name" name="name" required maxlength="80" autocomplete="off" placeholder="e.g. tuning-experiments" />
    <p class="hint">Small letters, numbers and hyphens.</p></div>
  <label class="choice"><input type="checkbox" name="hidden" /><span>Private<small>Only people who are invited see it.</small></span></label></form>`,
  html`<footer><button type="button" class="button" @click=${close}>Cancel</button><button type="submit" form="create" class="button primary">Create</button></footer>`);

const member = (id) => html`<li>${avatar(id, "small")} ${personName(id)} ${appBadge(id)}</li>`;

function details() {
  const where = find(state.panel.channel);
  if (!where) return nothing;
  const path = `channels/${where.id}`;
  const outside = everyone().filter((who) => !where.members.includes(who.id));
  const add = (event) => {
    const user = event.target.value;
    event.target.value = "";
    run(() => post(`${path}/invite`, { user }));
  };
  const end = (word) => run(async () => {
    await post(`${path}/${word}`);
    close();
  });
  return shell(`#${where.name}`, html`${where.topic ? html`<p>${where.topic}</p>` : nothing}
    <h3>${where.members.length} members</h3><ul class="members-list">${where.members.map(member)}</ul>
    ${outside.length ? html`<div class="field"><label class="label" for="add">Add a person or an app</label><span class="select">
      <select id="add" @change=${add}><option value="">Choose…</option>${outside.map((who) => html`<option value=${who.id}>${personName(who.id)}</option>`)}</select></span></div>` : nothing}`,
    html`<footer><button type="button" class="button" @click=${() => end("leave")}>Leave</button><button type="button" class="button danger" @click=${() => end("archive")}>Archive</button></footer>`);
}

export function panel() {
  if (!state.panel) return nothing;
  return state.panel.kind === "create" ? createForm() : details();
}
