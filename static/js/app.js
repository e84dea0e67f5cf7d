// Everything here makes pages nicer; everything works without it.
import { initAll } from "../vendor/nhsuk-frontend/nhsuk-frontend.min.js";

// The design system's script marks radio buttons with aria-expanded, which ARIA does not allow on them.
const unmark = (radio) => radio.removeAttribute("aria-expanded");
new MutationObserver((changes) => {
  for (const { target } of changes) if (target.type === "radio" && target.hasAttribute("aria-expanded")) unmark(target);
}).observe(document.documentElement, { subtree: true, attributeFilter: ["aria-expanded"] });

initAll();

// A form is sent once. Coming back to the page, or changing one's mind after ten seconds, makes it ready again.
const waiting = new WeakMap();

function release(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  for (const button of form.querySelectorAll('button[aria-disabled="true"][data-app-sent]')) {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("data-app-sent");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
  if (waiting.has(form)) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) return;
  waiting.set(form, setTimeout(() => release(form), 10000));
  const button = event.submitter;
  if (button instanceof HTMLButtonElement) {
    button.setAttribute("aria-disabled", "true");
    button.dataset.appSent = "";
  }
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) release(form);
});
