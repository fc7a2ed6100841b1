// Light, dark, or as the system has it; remembered by the browser.
import { html } from "./lit.js";
import { touch } from "./state.js";

const KEY = "playground.theme";
const NAMES = { auto: ["◐", "as the system"], light: ["☀︎", "light"], dark: ["☾", "dark"] };

let theme = "auto";

function put(next) {
  theme = next in NAMES ? next : "auto";
  document.documentElement.dataset.theme = theme;
}

export const startTheme = () => put(localStorage.getItem(KEY) ?? "auto");

function turn() {
  const all = Object.keys(NAMES);
  put(all[(all.indexOf(theme) + 1) % all.length]);
  localStorage.setItem(KEY, theme);
  touch();
}

export const themeButton = () => {
  const [sign, name] = NAMES[theme];
  return html`<button type="button" class="icon-button theme" aria-label="Colours: ${name}. Change" title="Colours: ${name}" @click=${turn}>${sign}</button>`;
};
