// data_visualization as SVG: lines, bars, areas and pies, with the numbers as a table for those who
// can't see it.
import { html, nothing, svg } from "../lit.js";
import { words } from "../text.js";

const W = 520;
const H = 240;
const BOX = { left: 56, right: 12, top: 12, bottom: 44 };

/** Round steps that cover the values: at most about five. */
export function ticks(low, high) {
  if (low === high) return [low, low + 1];
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((by) => by * power).find((by) => by >= rough);
  const first = Math.floor(low / step);
  const count = Math.ceil(high / step) - first;
  return Array.from({ length: count + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

function scales(series, categories, fromZero) {
  const values = series.flatMap((one) => one.data.map((point) => point.value)).filter(Number.isFinite);
  const marks = ticks(Math.min(...values, ...(fromZero ? [0] : [])), Math.max(...values));
  const [low, high] = [marks[0], marks.at(-1)];
  const width = W - BOX.left - BOX.right;
  const slot = width / Math.max(1, fromZero ? categories.length : categories.length - 1);
  return {
    marks,
    slot,
    x: (index) => BOX.left + slot * (index + (fromZero ? 0.5 : 0)),
    y: (value) => BOX.top + (H - BOX.top - BOX.bottom) * (1 - (value - low) / (high - low)),
  };
}

const grid = ({ marks, y }) => marks.map((mark) => svg`
  <line class="chart-grid" x1=${BOX.left} x2=${W - BOX.right} y1=${y(mark)} y2=${y(mark)}></line>
  <text class="chart-mark" x=${BOX.left - 8} y=${y(mark) + 4} text-anchor="end">${mark}</text>`);

const bottom = (categories, { x }) => {
  const every = Math.ceil(categories.length / 10);
  return categories.map((name, index) => (index % every ? nothing : svg`
    <text class="chart-mark" x=${x(index)} y=${H - BOX.bottom + 18} text-anchor="middle">${name}</text>`));
};

const names = (axis) => svg`
  <text class="chart-name" x=${(W + BOX.left) / 2} y=${H - 6} text-anchor="middle">${words(axis?.x_label)}</text>
  <text class="chart-name" transform="translate(12 ${H / 2}) rotate(-90)" text-anchor="middle">${words(axis?.y_label)}</text>`;

function lines(series, categories, scale) {
  return series.map((one, at) => {
    const points = one.data.map((point) => [scale.x(categories.indexOf(point.label)), scale.y(point.value), point]);
    return svg`<polyline class="chart-line series-${at % 6}" points=${points.map(([x, y]) => `${x},${y}`).join(" ")}></polyline>
      ${points.map(([x, y, point]) => svg`<circle class="chart-dot series-${at % 6}" cx=${x} cy=${y} r="3"><title>${one.name} ${point.label}: ${point.value}</title></circle>`)}`;
  });
}

function bars(series, categories, scale) {
  const width = (scale.slot * 0.7) / series.length;
  return series.map((one, at) => one.data.map((point) => {
    const x = scale.x(categories.indexOf(point.label)) - (width * series.length) / 2 + width * at;
    const [a, b] = [scale.y(point.value), scale.y(Math.max(0, scale.marks[0]))];
    return svg`<rect class="chart-bar series-${at % 6}" x=${x} width=${width} y=${Math.min(a, b)} height=${Math.abs(a - b)}><title>${one.name} ${point.label}: ${point.value}</title></rect>`;
  }));
}

function pie(segments) {
  const total = segments.reduce((sum, { value }) => sum + value, 0) || 1;
  let turn = 0;
  return segments.map(({ label, value }, at) => {
    const share = value / total;
    const dash = `${share * 100} ${100 - share * 100}`;
    const slice = svg`<circle class="chart-slice series-${at % 6}" cx="130" cy="120" r="50" pathLength="100" stroke-dasharray=${dash} stroke-dashoffset=${-turn}><title>${label}: ${value}</title></circle>
      <text class="chart-mark" x="270" y=${40 + at * 20}>${label}: ${value}</text><rect class="chart-bar series-${at % 6}" x="252" y=${30 + at * 20} width="11" height="11"></rect>`;
    turn += share * 100;
    return slice;
  });
}

const spoken = (title, series, categories) => html`<table class="sr-only"><caption>${title}</caption>
  <thead><tr><th></th>${categories.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
  <tbody>${series.map((one) => html`<tr><th scope="row">${one.name}</th>${one.data.map(({ value }) => html`<td>${value}</td>`)}</tr>`)}</tbody></table>`;

const legend = (series) =>
  series.length < 2 ? nothing : html`<ul class="chart-legend">${series.map((one, at) => html`<li class="series-${at % 6}">${one.name}</li>`)}</ul>`;

function drawing(kind, series, categories, axis) {
  const scale = scales(series, categories, kind === "bar");
  const marks = kind === "bar" ? bars(series, categories, scale) : lines(series, categories, scale);
  return svg`${grid(scale)}${bottom(categories, scale)}${names(axis)}${marks}`;
}

export function chart(block) {
  const { type: kind, series = [], segments, axis_config: axis } = block.chart ?? {};
  const title = words(block.title);
  const parts = segments ?? (kind === "pie" ? series[0]?.data : null);
  const categories = axis?.categories ?? series[0]?.data.map((point) => point.label) ?? [];
  if (!parts?.length && !series.some((one) => one.data?.length)) return html`<p class="unknown">${title}: no numbers yet</p>`;
  return html`<figure class="chart"><figcaption>${title}</figcaption>
    <svg viewBox="0 0 ${W} ${H}" role="img" aria-label=${title}>${parts ? pie(parts) : drawing(kind, series, categories, axis)}</svg>
    ${parts ? nothing : html`${legend(series)}${spoken(title, series, categories)}`}</figure>`;
}
