// The public map: counted circles far away, single reports near by; a pressed one opens in the sheet.

import { address, debounced, latest } from "../ask.js";
import { createMap, viewOf } from "../map-base.js";
import { circlesOf, marksOf, putOn } from "../pins.js";
import { wordsOf } from "../words.js";

const L = window.L;
const NEAR = 17;

export default function reportMap(element) {
  const words = wordsOf(element);
  const filters = document.querySelector(element.dataset.filters || "#map-filters");
  const map = createMap(element, { inset: () => coveredBelow(element) });
  const layer = L.layerGroup().addTo(map);
  const shown = new Map();
  const ask = latest();
  const message = element.parentElement.querySelector("[data-map-message]");

  restoreView(map);

  async function load() {
    const chosen = filters ? Object.fromEntries(new FormData(filters)) : {};
    const answer = await ask(address(element.dataset.pointsUrl, { ...viewOf(map), ...chosen }));
    if (answer === null) return;
    if (!answer.ok) return tell(words.failed);
    draw(answer.data);
    tell(answer.data.total ? "" : words.none);
  }

  function tell(sentence) {
    if (!message) return;
    message.textContent = sentence || "";
    message.hidden = !sentence;
  }

  function draw(data) {
    const marks = marksOf(map, data, words, { report: open, circle: comeCloser });
    putOn(layer, shown, marks);
    map.areas?.avoid(circlesOf(map, marks));
  }

  function comeCloser(at) {
    lookAt(at, Math.min(NEAR, map.getZoom() + 2));
  }

  /** Put a place into the middle of the part of the map that nothing covers. */
  function lookAt(at, zoom) {
    map.setView(map.unproject(map.project(at, zoom).add([0, coveredBelow(element) / 2]), zoom), zoom);
  }

  async function open(id) {
    const response = await fetch(element.dataset.cardUrl.replace("ID", encodeURIComponent(id))).catch(() => null);
    if (!response?.ok) {
      window.location.assign(element.dataset.pageUrl.replace("ID", encodeURIComponent(id)));
      return;
    }
    const html = await response.text();
    document.dispatchEvent(new CustomEvent("sheet:show", { detail: { html } }));
  }

  // A place that was looked for: the map goes there, and a ring says where it is until the next one.
  const ring = L.circleMarker([0, 0], { radius: 14, className: "place-found", interactive: false });
  document.addEventListener("place:chosen", ({ detail }) => {
    const at = [detail.latitude, detail.longitude];
    lookAt(at, detail.zoom);
    map.areas?.light(detail.area || null);
    if (detail.area) ring.remove();
    else ring.setLatLng(at).addTo(map);
    tell(detail.sentence);
  });

  map.on("moveend", debounced(load, 180));
  map.on("moveend", () => rememberView(map));
  filters?.addEventListener("change", load);
  filters?.addEventListener("submit", (event) => {
    event.preventDefault();
    load();
  });
  // What was reported or fixed since is seen when somebody comes back to the page.
  document.addEventListener("visibilitychange", () => !document.hidden && load());
  load();
}

/** How many pixels of the map lie under the sheet. */
function coveredBelow(element) {
  const sheet = document.querySelector(".sheet")?.getBoundingClientRect();
  const map = element.getBoundingClientRect();
  return sheet && sheet.left <= map.left && sheet.right >= map.right ? Math.max(0, map.bottom - sheet.top) : 0;
}

function restoreView(map) {
  const parts = window.location.hash.slice(1).split("/").map(Number);
  if (parts.length === 3 && parts.every(Number.isFinite) && Math.abs(parts[1]) <= 90) {
    map.setView([parts[1], parts[2]], parts[0]);
  }
}

function rememberView(map) {
  const { lat, lng } = map.getCenter();
  window.history.replaceState(window.history.state, "", `#${map.getZoom()}/${lat.toFixed(4)}/${lng.toFixed(4)}`);
}
