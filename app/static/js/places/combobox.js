// The list under the field: ARIA's combobox with a list that is chosen from by hand
// (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). The focus stays in the field; arrows move through the list.

import { address, debounced, latest } from "../ask.js";
import { icon, say, wordsOf } from "../words.js";

const PAUSE_MS = 180;
const LEAST_LETTERS = 2;

let lists = 0;

/** Bind a field's element; `typed` asks after a pause, `search` asks for all there is at once. */
export function combobox(element) {
  const words = wordsOf(element);
  const input = element.querySelector("[data-place-input]");
  const said = element.querySelector("[data-place-said]");
  const list = document.createElement("ul");
  const ask = latest();
  let active = -1;
  let asked = "";

  list.id = `places-${(lists += 1)}`;
  list.className = "place-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  list.hidden = true;
  element.querySelector("[data-place-row]").append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  input.setAttribute("aria-describedby", said.id);

  async function search({ further = false } = {}) {
    const typed = input.value.trim();
    asked = typed;
    if (typed.length < LEAST_LETTERS) return show([]);
    element.setAttribute("aria-busy", "true");
    const answer = await ask(address(element.dataset.url, { q: typed, further: further ? 1 : "", ...near(element) }));
    if (answer === null) return;
    element.removeAttribute("aria-busy");
    if (!answer.data?.places) {
      show([]);
      tell(answer.data?.problem || answer.data?.error || words.unreachable);
      return;
    }
    show(answer.data.places, answer.data.further && typed);
    tell(answer.data.said);
  }

  const soon = debounced(search, PAUSE_MS);

  function tell(sentence) {
    said.textContent = sentence;
  }

  function show(places, further = "") {
    list.replaceChildren(...places.map(option), ...(further ? [furtherOption(further)] : []), ...thanks(places));
    open(places.length > 0 || Boolean(further));
    if (!places.length) tell("");
  }

  function option(place) {
    const item = document.createElement("li");
    const name = Object.assign(document.createElement("strong"), { textContent: place.name });
    const kind = Object.assign(document.createElement("span"), { className: "place-kind", textContent: place.kind });
    const around = Object.assign(document.createElement("span"), { className: "place-around", textContent: place.around });
    item.append(name, " ", kind, around);
    return pressable(item, () => choose(place));
  }

  function furtherOption(typed) {
    const item = document.createElement("li");
    item.append(icon("search"), say(words.further, { words: typed }));
    return pressable(item, () => search({ further: true }));
  }

  function pressable(item, press) {
    item.id = `${list.id}-${Math.random().toString(36).slice(2)}`;
    item.className = "place-option";
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    // The field keeps the focus, so that the list is not closed before it is pressed.
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => {
      press();
      input.blur();
    });
    item.press = press;
    return item;
  }

  function thanks(places) {
    const owners = [...new Set(places.map((place) => place.attribution).filter(Boolean))];
    if (!owners.length) return [];
    const item = Object.assign(document.createElement("li"), { className: "place-thanks", textContent: owners.join(", ") });
    item.setAttribute("role", "presentation");
    return [item];
  }

  function open(is) {
    list.hidden = !is;
    input.setAttribute("aria-expanded", String(is));
    light(-1);
  }

  const options = () => [...list.querySelectorAll("[role=option]")];

  function light(index) {
    const all = options();
    active = all.length && index >= 0 ? index % all.length : -1;
    all.forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  }

  function choose(place) {
    input.value = place.name;
    asked = place.name;
    open(false);
    const sentence = say(place.exact ? words.here : words.move, { name: place.name });
    tell(sentence);
    const panel = element.closest("[popover]");
    if (panel?.matches(":popover-open")) panel.hidePopover();
    const { latitude, longitude, zoom, area, exact } = place;
    document.dispatchEvent(
      new CustomEvent("place:chosen", { detail: { latitude, longitude, zoom, area, name: place.name, sentence, isWide: !exact } }),
    );
  }

  const KEYS = {
    ArrowDown: () => (list.hidden ? open(options().length > 0) : light(active + 1)),
    ArrowUp: () => (list.hidden ? open(options().length > 0) : light(active < 1 ? options().length - 1 : active - 1)),
    Enter: () => {
      if (list.hidden || input.value.trim() !== asked) return search();
      options()[Math.max(0, active)]?.press();
    },
    Escape: () => {
      if (list.hidden) input.value = "";
      open(false);
      tell("");
    },
  };

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !KEYS[event.key]) return;
    // With nothing to close and nothing to empty, Escape closes the panel around.
    if (event.key === "Escape" && list.hidden && !input.value) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  input.addEventListener("blur", () => open(false));
  input.addEventListener("focus", () => input.value.trim() === asked && options().length && open(true));
  return { typed: soon, search: () => search({ further: true }) };
}

/** Where the map is: the form's pin, else what the address of the page says. */
function near(element) {
  const fields = element.closest("form")?.elements;
  if (fields?.longitude?.value && fields.latitude?.value) return { lon: fields.longitude.value, lat: fields.latitude.value };
  const [, lat, lon] = window.location.hash.slice(1).split("/");
  return lon && lat ? { lon, lat } : {};
}
