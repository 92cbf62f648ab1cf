// Keys for the inbox and for one report. They can be turned off, because single letters may be somebody's
// voice control, and they never act while something is typed or a menu is open.

const OFF = "keys:off";

export default function worklistKeys(element) {
  const isList = element.dataset.keys === "list";
  const choice = document.querySelector("[data-keys-switch]");
  const button = document.querySelector("[data-keys-button]");
  const dialog = document.querySelector("[data-keys-dialog]");
  button?.removeAttribute("hidden");
  button?.addEventListener("click", () => dialog.showModal());
  dialog?.addEventListener("click", (event) => {
    // Beside the words is outside.
    if (event.target === dialog) dialog.close();
  });
  if (choice) {
    choice.checked = !isOff();
    choice.addEventListener("change", () => remember(!choice.checked));
  }

  const links = () => [...element.querySelectorAll(isList ? ".inbox-row a" : "a[href]:not([data-key])")];
  const current = () =>
    links().findIndex((link) =>
      isList ? link.closest("tr").contains(document.activeElement) : link.hasAttribute("aria-current"),
    );

  function step(by) {
    const all = links();
    const at = current();
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (!next) return;
    if (isList) next.focus();
    else next.click();
  }

  const boxHere = () => links()[current()]?.closest("tr").querySelector("[name=pick]");
  const pick = (box) => element.dispatchEvent(new CustomEvent("inbox:pick", { detail: box }));

  // What is picked; nothing is: the report that the keys are at.
  function decide(what) {
    const some = element.querySelector("[name=pick]:checked");
    const here = boxHere();
    if (!some && !here) return false;
    if (!some) pick(here);
    element.querySelector(`.picks-bar [value="${what}"]`)?.click();
    return true;
  }

  function inList(key) {
    if (key === "x") return boxHere() ? (pick(boxHere()), true) : false;
    if (key === "*") return pick(null), true;
    if (key === "l") {
      const show = element.querySelector("[data-live-show]:not([hidden])");
      return show ? (show.click(), true) : false;
    }
    if (/^[1-9]$/.test(key)) {
      const lane = document.querySelectorAll("nav[data-live-lanes] a")[Number(key) - 1];
      return lane ? (lane.click(), true) : false;
    }
    const what = { a: "assign", h: "hand-over", m: "merge" }[key];
    return what ? decide(what) : false;
  }

  function use(key) {
    const target = document.querySelector(`[data-key="${key}"]`);
    if (!target) return false;
    if (target.matches("a")) target.click();
    else if (target.matches("summary")) {
      target.parentElement.open = true;
      (target.parentElement.querySelector("select, textarea, input:not([type=hidden])") || target).focus();
    } else target.focus();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isOff()) return;
    // A box is ticked with the space bar, and takes no letters.
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [popover]:popover-open, dialog[open], .leaflet-container")) return;
    const key = event.key.toLowerCase();
    if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "/" && isList) document.getElementById("q")?.focus();
    else if (key === "?" && dialog) dialog.showModal();
    else if (isList ? !inList(key) : !/^[ahqrdu]$/.test(key) || !use(key)) return;
    event.preventDefault();
  });

  // The list beside a report opens where the report is.
  if (!isList) keepInView(element.querySelector("[aria-current]"), element);
}

function keepInView(item, frame) {
  if (item && frame.scrollHeight > frame.clientHeight) frame.scrollTop = item.offsetTop - frame.clientHeight / 3;
}

function isOff() {
  try {
    return window.localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function remember(off) {
  try {
    window.localStorage.setItem(OFF, off ? "1" : "0");
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}
