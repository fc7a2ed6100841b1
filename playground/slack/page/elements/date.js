// Dates and times with the browser's own pickers.
import { html, live, nothing } from "../lit.js";
import { enter, entry } from "../forms.js";
import { words } from "../text.js";

const input = (field, type, value, read) => {
  const { element, block, place, ids, label, described, invalid, required } = field;
  return html`<input id=${ids.id} class="picker" type=${type} .value=${live(value ?? "")}
    aria-label=${label ? nothing : words(element.placeholder) || "Date or time"} aria-describedby=${described || nothing}
    aria-invalid=${invalid ? "true" : nothing} aria-required=${required ? "true" : nothing}
    @change=${(event) => enter(place, block, element, read(event.target.value || null))} />`;
};

const kept = ({ place, block, element }) => entry(place, block, element);

export const datePicker = (field) =>
  input(field, "date", kept(field).selected_date, (selected_date) => ({ selected_date }));

export const timePicker = (field) =>
  input(field, "time", kept(field).selected_time, (selected_time) => ({ selected_time }));

/** Unix seconds → what datetime-local wants: the reader's own wall clock. */
function wallClock(seconds) {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

export function dateTimePicker(field) {
  const { selected_date_time: seconds } = kept(field);
  const read = (text) => ({ selected_date_time: text ? Math.floor(new Date(text).getTime() / 1000) : null });
  return input(field, "datetime-local", seconds ? wallClock(seconds) : "", read);
}
