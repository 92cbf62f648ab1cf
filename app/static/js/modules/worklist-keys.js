// Keys for the inbox and for one report. They can be turned off, because single letters may be somebody's
// voice control, and they never act while something is typed or a menu is open.

const OFF = "keys:off";

export default function worklistKeys(element) {
  const isList = element.dataset.keys === "list";
  const choice = document.querySelector("[data-keys-switch]");
  document.querySelector("[data-keys-button]")?.removeAttribute("hidden");
  if (choice) {
    choice.checked = !isOff();
    choice.addEventListener("change", () => remember(!choice.checked));
  }

  const links = () => [...element.querySelectorAll("a[href]:not([data-key])")];
  const current = () =>
    links().findIndex((link) => (isList ? link === document.activeElement : link.hasAttribute("aria-current")));

  function step(by) {
    const all = links();
    const at = current();
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (!next) return;
    if (isList) next.focus();
    else next.click();
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
    if (event.target.closest("input, textarea, select, [popover]:popover-open, .leaflet-container")) return;
    const key = event.key.toLowerCase();
    if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "/" && isList) document.getElementById("q")?.focus();
    else if (!/^[ahqrdu]$/.test(key) || !use(key)) return;
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
