// Tells screen readers what has just appeared.
export function announce(words) {
  const log = document.getElementById("live");
  const line = document.createElement("p");
  line.textContent = words;
  log.append(line);
  while (log.childElementCount > 5) log.firstElementChild.remove();
}
