// Pleasantries: every page works without this file.
"use strict";

// The reader's own time beside UTC.
function showLocalTimes(root) {
  for (const element of root.querySelectorAll("time[datetime]:not([data-local])")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    element.dataset.local = moment.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
    element.title = element.dataset.local + " here";
  }
}

// What is asked once before it is done.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
}, true);

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.dataset.done = "copied";
  } catch {
    button.dataset.done = "not copied";
  }
  setTimeout(() => { delete button.dataset.done; }, 1500);
});

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

document.getElementById("theme")?.addEventListener("click", () => {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try { localStorage.setItem("theme", theme); } catch { /* it holds for this page then */ }
  document.dispatchEvent(new CustomEvent("theme"));
});

showLocalTimes(document);
// Where a piece of the page is brought up to date in place, the attribute goes: then it is set again.
new MutationObserver(() => showLocalTimes(document)).observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-local"] });
