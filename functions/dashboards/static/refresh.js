// Refreshes the page's live part every few seconds. Without this module, the reload link does it.

const EVERY_MS = 5000;
const PAUSED = "refresh-paused";
const button = document.querySelector("#refresh");
const status = document.querySelector("#refresh-status");

const isPaused = () => sessionStorage.getItem(PAUSED) === "yes";

function show() {
  button.hidden = false;
  button.textContent = isPaused() ? button.dataset.resume : button.dataset.pause;
}

// How to find an element again in the fresh page: by where it leads, or by what it opens.
function selectorOf(element) {
  if (element?.matches("[href]")) return `[href="${CSS.escape(element.getAttribute("href"))}"]`;
  if (element?.matches("summary")) return `#${CSS.escape(element.parentElement.id)} > summary`;
  return null;
}

// What the reader has open or focused must not be pulled away.
function swap(fresh) {
  for (const id of ["as-of", "live"]) {
    const [old, next] = [document.getElementById(id), fresh.getElementById(id)];
    if (!next) continue;
    for (const open of old.querySelectorAll("details[open]")) {
      next.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
    }
    const focused = old.contains(document.activeElement) && selectorOf(document.activeElement);
    old.replaceChildren(...next.childNodes);
    if (focused) old.querySelector(focused)?.focus({ preventScroll: true });
  }
}

async function refresh() {
  // A selection would be lost: somebody is copying an id.
  if (document.hidden || isPaused() || !getSelection().isCollapsed) return;
  try {
    const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
    status.textContent = "";
  } catch {
    status.textContent = button.dataset.failed;
  }
}

button.addEventListener("click", () => {
  sessionStorage.setItem(PAUSED, isPaused() ? "no" : "yes");
  show();
  refresh();
});
show();
setInterval(refresh, EVERY_MS);
