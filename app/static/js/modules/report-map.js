// The public map: counted circles far away, single reports near by; a pressed one opens in the sheet.

import { address, debounced, latest } from "../ask.js";
import { createMap } from "../map-base.js";
import { addMarker, clusterIcon, pinIcon } from "../pins.js";
import { say, wordsOf } from "../words.js";

const L = window.L;
const NEAR = 17;

export default function reportMap(element) {
  const words = wordsOf(element);
  const filters = document.querySelector(element.dataset.filters || "#map-filters");
  const map = createMap(element);
  const layer = L.layerGroup().addTo(map);
  const shown = new Map();
  const ask = latest();
  const message = element.parentElement.querySelector("[data-map-message]");

  restoreView(map);

  async function load() {
    const bounds = map.getBounds();
    const chosen = filters ? Object.fromEntries(new FormData(filters)) : {};
    const answer = await ask(
      address(element.dataset.pointsUrl, {
        west: bounds.getWest().toFixed(5),
        south: bounds.getSouth().toFixed(5),
        east: bounds.getEast().toFixed(5),
        north: bounds.getNorth().toFixed(5),
        zoom: map.getZoom(),
        ...chosen,
      }),
    );
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

  /** Keep what is on the map already, so that the focus stays where it is. */
  function draw(data) {
    const wanted = new Map();
    data.lon.forEach((lon, i) => {
      const mark = read(data, i);
      wanted.set(mark.key, { ...mark, at: [data.lat[i], lon] });
    });
    for (const [key, marker] of shown) {
      if (wanted.has(key)) continue;
      layer.removeLayer(marker);
      shown.delete(key);
    }
    for (const [key, mark] of wanted) {
      if (!shown.has(key)) shown.set(key, addMarker(layer, mark.at, mark.icon, mark.label, mark.press));
    }
  }

  function read(data, i) {
    const at = `${data.lat[i]},${data.lon[i]}`;
    if (data.kind === "points") return report(data.id[i], at, data.status[i], Boolean(data.overdue[i]));
    const id = data.id?.[i];
    if (id) return report(id, at, data.open[i] ? "open" : "fixed", false);
    const [n, open] = [data.n[i], data.open[i]];
    return {
      key: `${at}/${n}/${open}`,
      icon: clusterIcon(n, open),
      label: say(words.cluster, { n, open }),
      press: () => map.flyTo([data.lat[i], data.lon[i]], Math.min(NEAR, map.getZoom() + 2), { duration: 0.18 }),
    };
  }

  function report(id, at, status, overdue) {
    return {
      key: `${at}/${id}/${status}/${overdue}`,
      icon: pinIcon(status, overdue),
      label: say(words.report, { id, status: overdue ? words.overdue : words[status] }),
      press: () => open(id),
    };
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
