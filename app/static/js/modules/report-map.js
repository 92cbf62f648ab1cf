// The public map: counted circles far away, single reports near by; a pressed one opens in the sheet.

import { address, debounced, latest } from "../ask.js";
import { createMap } from "../map-base.js";
import { addMarker, clusterIcon, clusterSize, pinIcon } from "../pins.js";
import { say, wordsOf } from "../words.js";

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
    const marks = data.kind === "points" ? data.lon.map((_, i) => reportAt(data, i)) : merged(map, data).map(cluster);
    const wanted = new Map(marks.map((mark) => [mark.key, mark]));
    for (const [key, marker] of shown) {
      if (wanted.has(key)) continue;
      layer.removeLayer(marker);
      shown.delete(key);
    }
    for (const [key, mark] of wanted) {
      if (!shown.has(key)) shown.set(key, addMarker(layer, mark.at, mark.icon, mark.label, mark.press));
    }
    map.areas?.avoid(marks.map(({ at, icon }) => ({ ...map.latLngToLayerPoint(at), radius: icon.options.iconSize[0] / 2 })));
  }

  function reportAt(data, i) {
    return report(data.id[i], [data.lat[i], data.lon[i]], data.status[i], Boolean(data.overdue[i]));
  }

  function cluster({ lat, lon, n, open, id }) {
    if (id) return report(id, [lat, lon], open ? "open" : "fixed", false);
    return {
      key: `${lat},${lon}/${n}/${open}`,
      at: [lat, lon],
      icon: n === 1 ? pinIcon(open ? "open" : "fixed", false) : clusterIcon(n, open),
      label: say(words.cluster, { n, open }),
      press: () => comeCloser([lat, lon]),
    };
  }

  function comeCloser(at) {
    lookAt(at, Math.min(NEAR, map.getZoom() + 2));
  }

  /** Put a place into the middle of the part of the map that nothing covers. */
  function lookAt(at, zoom) {
    map.setView(map.unproject(map.project(at, zoom).add([0, coveredBelow(element) / 2]), zoom), zoom);
  }

  function report(id, at, status, overdue) {
    return {
      key: `${at}/${id}/${status}/${overdue}`,
      at,
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

/** Join counted circles that would lie on one another. The counts still add up to the truth. */
function merged(map, data) {
  const circles = data.lon
    .map((lon, i) => {
      const { x, y } = map.latLngToContainerPoint([data.lat[i], lon]);
      return { lat: data.lat[i], lon, x, y, n: data.n[i], open: data.open[i], id: data.id?.[i] || null };
    })
    .sort((a, b) => b.n - a.n || a.lat - b.lat);
  const kept = [];
  for (const circle of circles) {
    const near = kept.find(
      (other) => Math.hypot(other.x - circle.x, other.y - circle.y) < 0.46 * (clusterSize(other.n) + clusterSize(circle.n)),
    );
    if (!near) {
      kept.push(circle);
      continue;
    }
    const all = near.n + circle.n;
    for (const side of ["lat", "lon", "x", "y"]) near[side] = (near[side] * near.n + circle[side] * circle.n) / all;
    Object.assign(near, { n: all, open: near.open + circle.open, id: null });
  }
  return kept;
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
