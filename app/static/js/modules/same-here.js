// Between "what" and "in your words": is the same problem here already? Asked as soon as both the place and the
// service are known, so that the answer is there when the resident goes on. Nothing near: nothing is asked.

import { address, debounced, latest } from "../ask.js";

export default function sameHere(step) {
  const form = step.closest("form");
  const list = step.querySelector("[data-same-list]");
  const late = form.querySelector("[data-same-late]");
  const fetchJson = latest();
  let seen = false;
  let asked = "";

  const ask = debounced(async () => {
    const fields = new FormData(form);
    const where = { lat: fields.get("latitude"), lon: fields.get("longitude"), service: fields.get("service_code") };
    if (!where.lat || !where.lon || !where.service) return;
    const url = address(step.dataset.nearUrl, where);
    if (url === asked) return;
    asked = url;
    const answer = await fetchJson(url);
    // A newer question is under way.
    if (answer === null) return;
    // Without a connection nothing is offered; it is asked again when something changes.
    if (!answer.data) asked = "";
    const found = answer.data?.count || 0;
    // Whoever looks at the list while it empties keeps it before their eyes.
    if (!found && step.hasAttribute("data-current")) return;
    // It is a piece of the server's own page, escaped there.
    list.innerHTML = found ? answer.data.html : "";
    step.hidden = !found;
    showLate();
  }, 250);

  /** The answer may come when the step was passed: then the last screen says so. */
  function showLate() {
    if (late) late.hidden = seen || step.hidden;
  }

  step.addEventListener("step:shown", () => {
    seen = true;
    showLate();
  });
  form.addEventListener("change", ask);
  form.addEventListener("draft:restored", ask);
  document.addEventListener("place:known", ask);
  ask();
}
