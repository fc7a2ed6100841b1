// The page's only way to talk: the JSON API under /person/.
import { state } from "./state.js";

/** What went wrong, in words for a person; `code` is the server's short name of it. */
export class Refused extends Error {
  constructor(words, code = "") {
    super(words);
    this.code = code;
  }
}

const UNREACHABLE = "The workspace can't be reached. Is it still running?";

async function request(path, { query = {}, ...options } = {}) {
  const url = new URL(`person/${path}`, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) url.searchParams.set(name, value);
  }
  let answer;
  try {
    answer = await fetch(url, options);
  } catch (trouble) {
    if (trouble.name === "AbortError") throw trouble;
    throw new Refused(UNREACHABLE, "unreachable");
  }
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  const words = body.message ?? body.error ?? `The workspace answered ${answer.status}.`;
  throw new Refused(String(words), body.error);
}

export const get = (path, query = {}, options = {}) =>
  request(path, { query: { as: state.me, ...query }, ...options });

export const post = (path, body = {}) =>
  request(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ as: state.me, ...body }),
  });

/** Keeps a file's bytes in the workspace; answers the File. */
export async function upload(file) {
  const query = { as: state.me, name: file.name };
  const headers = { "content-type": "application/octet-stream" };
  return (await request("files", { method: "POST", query, headers, body: file })).file;
}

export const uploadSample = async (name) => (await post("files/sample", { name })).file;

export const eventsUrl = (since) => {
  const url = new URL("person/events", document.baseURI);
  url.searchParams.set("as", state.me);
  url.searchParams.set("since", since);
  return url;
};
