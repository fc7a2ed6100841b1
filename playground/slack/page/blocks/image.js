import { html, nothing } from "../lit.js";
import { plain, safeUrl } from "../inline.js";
import { state, touch } from "../state.js";
import { findFile } from "../files.js";

/** An image of the workspace's own is named by id or url; where its bytes are, the workspace knows. */
function urlOf({ image_url: url, slack_file: file }) {
  if (url) return safeUrl(url);
  const known = file && findFile(file);
  if (known?.url ?? file?.url) return safeUrl(known?.url ?? file.url);
  return file?.id ? safeUrl(`person/files/${encodeURIComponent(file.id)}/${encodeURIComponent(known?.name ?? "image")}?as=${state.me}`) : safeUrl(file?.url);
}

const broken = new Set();

export function image(block, kind = "block") {
  const url = urlOf(block);
  const alt = block.alt_text ?? "";
  const fail = () => {
    broken.add(url);
    touch();
  };
  if (!url || broken.has(url)) return html`<p class="unknown" role="img" aria-label=${alt}>🖼 ${alt || "This image can't be shown."}</p>`;
  const picture = html`<img class="image-${kind}" src=${url} alt=${alt} title=${alt} @error=${fail} />`;
  if (kind === "accessory") return picture;
  return html`<figure class="image">
    ${block.title ? html`<figcaption>${plain(block.title.text)}</figcaption>` : nothing}
    <a href=${url} target="_blank" rel="noopener noreferrer" aria-label="Open the picture: ${alt}">${picture}</a>
  </figure>`;
}
