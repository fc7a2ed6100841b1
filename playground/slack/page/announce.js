// Tells screen readers what has just appeared. What was said goes again, as it stands above too.
const HEARD = 1000; // ms

export function announce(words) {
  const log = document.getElementById("live");
  const line = document.createElement("p");
  line.textContent = words;
  log.append(line);
  setTimeout(() => line.remove(), HEARD);
}
