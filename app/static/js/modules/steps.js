// One question per screen. The form stays one form: nothing is lost by going back, by the browser's own
// Back button, or by an error that the server found. A step may refuse to be left (`step:leave`); one that is
// `hidden` has nothing to ask, and is passed over.

export default function steps(form) {
  const all = [...form.querySelectorAll("[data-step]")];
  const next = form.querySelector("[data-steps-next]");
  const nextWords = next.querySelector("[data-words]") || next;
  const back = form.querySelector("[data-steps-back]");
  const line = form.querySelector("[data-steps-progress]");
  let current = 0;

  /** Return this step's index, or that of the next one that has something to ask. */
  function open(index) {
    while (all[index].hidden && index < all.length - 1) index += 1;
    return index;
  }

  function show(index, { focus = true } = {}) {
    current = open(Math.max(0, Math.min(all.length - 1, index)));
    const asked = all.filter((step) => !step.hidden);
    const done = asked.indexOf(all[current]) + 1;
    all.forEach((step, i) => step.toggleAttribute("data-current", i === current));
    form.toggleAttribute("data-first", current === 0);
    form.toggleAttribute("data-last", current === all.length - 1);
    nextWords.textContent = all[current].dataset.next || next.dataset.next;
    line.firstElementChild.style.setProperty("--done", String(done / asked.length));
    line.setAttribute("aria-valuemax", String(asked.length));
    line.setAttribute("aria-valuenow", String(done));
    const legend = all[current].querySelector("legend");
    if (focus) {
      legend.tabIndex = -1;
      legend.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    all[current].dispatchEvent(new CustomEvent("step:shown"));
  }

  function go(index) {
    window.history.pushState({ step: open(index) }, "");
    show(index);
  }

  /** Say what is missing in the step's own place for it; returns whether the step may be left. */
  function mayLeave(step) {
    const place = step.querySelector("[data-step-problem]");
    const needed = step.dataset.needs;
    const missing = needed && !new FormData(form).get(needed);
    if (place) {
      place.hidden = !missing;
      if (missing) place.focus();
    }
    return !missing && step.dispatchEvent(new CustomEvent("step:leave", { cancelable: true }));
  }

  next.addEventListener("click", () => mayLeave(all[current]) && go(current + 1));
  back.addEventListener("click", () => window.history.back());
  window.addEventListener("popstate", (event) => show(event.state?.step ?? 0));
  // Enter in a field goes on to the next question, and does not send a half-written report; on the choice of a photo
  // it opens what the button promises.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input:not([type=file])") || current === all.length - 1) return;
    event.preventDefault();
    next.click();
  });
  form.addEventListener("change", () => {
    const place = all[current].querySelector("[data-step-problem]");
    if (place && new FormData(form).get(all[current].dataset.needs)) place.hidden = true;
  });
  // Links in the summary of errors, and "change" on the last screen, lead to the step of their field.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const target = link && document.getElementById(link.hash.slice(1));
    const index = all.findIndex((step) => target && (step === target || step.contains(target)));
    if (index < 0) return;
    event.preventDefault();
    if (index !== current) go(index);
    if (target !== all[index]) {
      target.closest("details")?.setAttribute("open", "");
      target.focus();
    }
  });

  form.dataset.ready = "";
  const wrong = all.findIndex((step) => step.querySelector("[data-wrong]"));
  const first = wrong >= 0 ? wrong : Number(window.history.state?.step ?? 0);
  if (wrong > 0) window.history.replaceState({ step: 0 }, "");
  if (wrong > 0) window.history.pushState({ step: wrong }, "");
  show(first, { focus: false });
}
