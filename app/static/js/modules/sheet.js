// The sheet from below: peek, half, full; by finger, by button, by keyboard. On a desktop it is a panel.

const STATES = ["peek", "half", "full"];

export default function sheet(element) {
  const handle = element.querySelector("[data-sheet-handle]");
  const head = element.querySelector("[data-sheet-head]");
  const list = element.querySelector("[data-sheet-list]");
  const one = element.querySelector("[data-sheet-one]");
  let back = null;

  function set(state) {
    element.dataset.state = state;
    element.style.removeProperty("--shown");
    handle?.setAttribute("aria-expanded", String(state !== "peek"));
  }

  function move(by) {
    const next = STATES.indexOf(element.dataset.state) + by;
    set(STATES[Math.max(0, Math.min(STATES.length - 1, next))]);
  }

  handle?.addEventListener("click", () => set(element.dataset.state === "peek" ? "half" : "peek"));
  handle?.addEventListener("keydown", (event) => {
    if (event.key === "ArrowUp") move(1);
    else if (event.key === "ArrowDown") move(-1);
    else return;
    event.preventDefault();
  });
  // What has the focus must be seen.
  element.addEventListener("focusin", (event) => {
    if (event.target !== handle && element.dataset.state === "peek") set("half");
  });
  for (const part of [handle, head]) if (part) drag(element, part, set);

  document.addEventListener("sheet:show", ({ detail }) => {
    back = document.activeElement;
    one.querySelector("[data-sheet-card]").innerHTML = detail.html;
    one.hidden = false;
    list.hidden = true;
    if (element.dataset.state === "peek") set("half");
    one.querySelector("a, button")?.focus({ preventScroll: true });
  });

  function close() {
    one.hidden = true;
    list.hidden = false;
    if (back?.isConnected) back.focus({ preventScroll: true });
  }

  one?.querySelector("[data-sheet-close]")?.addEventListener("click", close);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && one && !one.hidden) close();
  });
  set(element.dataset.state || "half");
}

/** Follow the finger; when it lets go, settle in the nearest state, or the next one after a flick. */
function drag(element, part, set) {
  let start = null;

  part.addEventListener("pointerdown", (event) => {
    if (event.target.closest("a, input, select") || getComputedStyle(element).transform === "none") return;
    start = { y: event.clientY, at: event.timeStamp, shown: shownOf(element), moved: false };
    part.setPointerCapture(event.pointerId);
  });
  part.addEventListener("pointermove", (event) => {
    if (!start) return;
    const by = start.y - event.clientY;
    if (!start.moved && Math.abs(by) < 6) return;
    start.moved = true;
    element.dataset.dragging = "";
    const shown = Math.max(96, Math.min(element.offsetHeight, start.shown + by));
    element.style.setProperty("--shown", `${shown}px`);
  });
  const end = (event) => {
    if (!start) return;
    const { moved, y, at, shown } = start;
    start = null;
    delete element.dataset.dragging;
    if (!moved) return;
    part.addEventListener("click", (click) => click.stopImmediatePropagation(), { capture: true, once: true });
    const speed = (y - event.clientY) / Math.max(1, event.timeStamp - at);
    const reached = (shown + y - event.clientY) / element.offsetHeight + speed * 0.25;
    set(reached > 0.72 ? "full" : reached > 0.3 ? "half" : "peek");
  };
  part.addEventListener("pointerup", end);
  part.addEventListener("pointercancel", end);
}

function shownOf(element) {
  return element.parentElement.getBoundingClientRect().bottom - element.getBoundingClientRect().top;
}
