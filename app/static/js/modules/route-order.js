// The crew puts its day in order: a card is dragged by its handle, or moved by its arrows (and by the arrow keys on
// them). Each change is kept at once; without a connection as soon as there is one. Without this script the arrows
// are buttons of a form.

import { say, wordsOf } from "../words.js";

const PAUSE_MS = 500;
const EDGE = 90;

export default function routeOrder(element) {
  const list = element.querySelector("[data-stops]");
  const toggle = element.querySelector("[data-order-switch]");
  if (!list || !toggle) return;
  const words = wordsOf(element);
  const form = element.querySelector("form#order");
  const hint = element.querySelector("[data-order-hint]");
  const said = element.querySelector("[data-order-said]");
  const problem = element.querySelector("[data-order-problem]");
  const way = element.querySelector("[data-way]");
  let saving = null;
  let number = 0;

  toggle.hidden = false;
  element.dataset.ordering = "no";
  mark();

  const cards = () => [...list.children];

  toggle.addEventListener("click", () => {
    const on = toggle.getAttribute("aria-pressed") !== "true";
    toggle.setAttribute("aria-pressed", String(on));
    element.dataset.ordering = on ? "yes" : "no";
    hint.hidden = !on;
  });

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    step(button, Number(button.dataset.move));
  });
  list.addEventListener("keydown", (event) => {
    const button = event.target.closest("[data-move]");
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!button || !by) return;
    event.preventDefault();
    step(button, by);
  });

  function step(button, by) {
    const card = button.closest("[data-job]");
    const all = cards();
    const at = all.indexOf(card);
    const to = at + by;
    if (to >= 0 && to < all.length) {
      if (by < 0) all[to].before(card);
      else all[to].after(card);
      changed();
    }
    tell(card);
    // A button at its end is switched off, and must not take the focus with it.
    (button.getAttribute("aria-disabled") === "true" ? card.querySelector(`[data-move="${-by}"]`) : button).focus();
    card.scrollIntoView({ block: "nearest" });
  }

  function tell(card) {
    const all = cards();
    said.textContent = say(words.moved, { job: card.dataset.name, place: all.indexOf(card) + 1, all: all.length });
  }

  /** The first cannot go up, the last not down. */
  function mark() {
    const all = [...list.children];
    all.forEach((card, n) => {
      card.querySelector('[data-move="-1"]').setAttribute("aria-disabled", String(n === 0));
      card.querySelector('[data-move="1"]').setAttribute("aria-disabled", String(n === all.length - 1));
    });
  }

  function changed() {
    mark();
    document.dispatchEvent(new CustomEvent("way:ordered", { detail: cards().map((card) => card.dataset.href) }));
    element.dataset.kept = "no";
    clearTimeout(saving);
    saving = setTimeout(save, PAUSE_MS);
  }

  async function save() {
    const mine = ++number;
    try {
      const response = await fetch(element.dataset.url, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
      });
      if (mine !== number) return;
      if (!response.ok) return complain(response.status >= 500 ? words.unsaved : words.refused);
      const answer = await response.json();
      way.textContent = answer.way;
      complain("");
      element.dataset.kept = "yes";
    } catch {
      if (mine !== number) return;
      complain(words.unsaved);
    }
  }

  function complain(sentence) {
    problem.textContent = sentence;
    problem.hidden = !sentence;
  }

  window.addEventListener("online", () => element.dataset.kept === "no" && save());
  // Whoever leaves at once has the order kept all the same.
  window.addEventListener("pagehide", () => {
    if (element.dataset.kept === "no") navigator.sendBeacon?.(element.dataset.url, new FormData(form));
  });

  // By finger or mouse, on the handle alone: the rest of the card scrolls the page.
  list.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button) return;
    event.preventDefault();
    drag(grip, event);
  });

  function drag(grip, { pointerId, clientY }) {
    const card = grip.closest("[data-job]");
    let y = clientY;
    let moved = false;
    let frame = 0;
    grip.setPointerCapture(pointerId);
    card.classList.add("job-carried");

    function place() {
      // The card changes places with the neighbour whose middle the finger has passed.
      for (const other of cards()) {
        if (other === card) continue;
        const { top, height } = other.getBoundingClientRect();
        const before = card.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING;
        if (before && y < top + height / 2) {
          other.before(card);
          moved = true;
          break;
        }
        if (!before && y > top + height / 2) {
          other.after(card);
          moved = true;
        }
      }
    }

    function roll() {
      // At the edges of the screen the list goes on by itself.
      const by = y < EDGE ? y - EDGE : y > innerHeight - EDGE ? y - innerHeight + EDGE : 0;
      if (by) {
        window.scrollBy(0, by / 6);
        place();
      }
      frame = requestAnimationFrame(roll);
    }

    function follow(event) {
      y = event.clientY;
      place();
    }

    function end() {
      cancelAnimationFrame(frame);
      grip.removeEventListener("pointermove", follow);
      for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) grip.removeEventListener(name, end);
      card.classList.remove("job-carried");
      if (!moved) return;
      changed();
      tell(card);
    }

    grip.addEventListener("pointermove", follow);
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) grip.addEventListener(name, end);
    frame = requestAnimationFrame(roll);
  }
}
