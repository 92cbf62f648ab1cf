// The map in a frame on another site: it counts as our own map does, and a report opens in a page of its own.

import { address, debounced, latest } from "../ask.js";
import { createMap, viewOf } from "../map-base.js";
import { circlesOf, marksOf, putOn } from "../pins.js";
import { wordsOf } from "../words.js";

const L = window.L;
const NEAR = 17;

export default function embedMap(element) {
  const words = wordsOf(element);
  const { outside, group, pointsUrl, pageUrl } = element.dataset;
  // A finger that scrolls the page around the frame must not get caught in the map.
  const map = createMap(element, { scrollWheelZoom: false, dragging: !L.Browser.mobile });
  const layer = L.layerGroup().addTo(map);
  const shown = new Map();
  const ask = latest();
  const message = element.parentElement.querySelector("[data-map-message]");

  const press = {
    report: (id) => window.open(pageUrl.replace("ID", encodeURIComponent(id)), "_blank", "noopener"),
    circle: (at) => map.setView(at, Math.min(NEAR, map.getZoom() + 2)),
  };

  async function load() {
    if (!map.getSize().x) return;
    const answer = await ask(address(pointsUrl, { ...viewOf(map), group }));
    if (answer === null) return;
    if (answer.ok) draw(answer.data);
    message.textContent = answer.ok ? (answer.data.total ? "" : words.none) : words.failed;
    message.hidden = !message.textContent;
  }

  function draw(data) {
    const marks = marksOf(map, data, words, press);
    putOn(layer, shown, marks);
    map.areas?.avoid(circlesOf(map, marks));
  }

  map.on("moveend", debounced(load, 180));
  map.on("resize", debounced(load, 180));
  document.addEventListener("visibilitychange", () => !document.hidden && load());
  if (outside) {
    L.geoJSON(JSON.parse(outside), { interactive: false, style: { className: "embed-outside" } }).addTo(map);
  }
  load();
}
