// What stands on the map: pins whose shape tells the status, and counted circles.

import { say } from "./words.js";

const L = window.L;

const BODIES = {
  open: '<circle class="pin-body" cx="15" cy="15" r="11"/><circle class="pin-dot" cx="15" cy="15" r="4.5"/>',
  in_work: '<path class="pin-body" d="M15 1.5 28.5 15 15 28.5 1.5 15Z"/><circle class="pin-dot" cx="15" cy="15" r="3"/>',
  waiting: '<rect class="pin-body" x="4" y="4" width="22" height="22" rx="4"/><circle class="pin-dot" cx="15" cy="15" r="4"/>',
  fixed: '<circle class="pin-body" cx="15" cy="15" r="12"/><path class="pin-mark" d="m9.5 15.4 3.8 3.8 7.2-7.8"/>',
  overdue: '<path class="pin-body" d="M15 2.2 29 27H1Z"/><path class="pin-mark" d="M15 11v7M15 22.4v.2"/>',
};

/** Make the icon of one report; an open one past its promise is overdue, whatever else it is. */
export function pinIcon(status, overdue) {
  const shape = overdue && status !== "fixed" ? "overdue" : status in BODIES ? status : "open";
  return L.divIcon({
    className: `pin pin-${shape}`,
    html: `<svg viewBox="0 0 30 30" aria-hidden="true">${BODIES[shape]}</svg>`,
    iconSize: [30, 30],
    iconAnchor: [15, 15],
  });
}

/** The diameter of the counted circle of `n` reports; it grows slower than the count. */
export function clusterSize(n) {
  return Math.round(Math.min(70, 38 + 5 * Math.log2(n)));
}

/** Make the counted circle of `n` reports, `open` of them not fixed. */
export function clusterIcon(n, open) {
  const size = clusterSize(n);
  const words = document.createElement("span");
  words.textContent = n < 10000 ? String(n) : `${Math.round(n / 1000)}k`;
  const icon = L.divIcon({ className: "cluster", html: words, iconSize: [size, size] });
  const create = icon.createIcon.bind(icon);
  icon.createIcon = (old) => {
    const element = create(old);
    element.style.setProperty("--open", `${Math.round((100 * open) / n)}%`);
    return element;
  };
  return icon;
}

/** Add a marker that is announced by `label` and answers to a press, Enter and Space. */
export function addMarker(layer, position, icon, label, onPress) {
  const marker = L.marker(position, { icon, keyboard: Boolean(onPress), interactive: Boolean(onPress), riseOnHover: true });
  marker.addTo(layer);
  const element = marker.getElement();
  element?.setAttribute("aria-label", label);
  if (onPress) {
    element?.setAttribute("role", "button");
    element?.setAttribute("title", label);
    marker.on("click", onPress);
    element?.addEventListener("keydown", (event) => {
      // Leaflet answers to neither of them where a marker has no popup.
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      onPress();
    });
  } else element?.setAttribute("role", "img");
  return marker;
}

/**
 * Make the marks of an answer of `/map/points`: { key, at, icon, label, press }.
 * `press.report(id)` and `press.circle(at)` say what a press on them does; `words` needs `report`, `cluster` and the statuses.
 */
export function marksOf(map, data, words, press) {
  const report = (id, at, status, overdue) => ({
    key: `${at}/${id}/${status}/${overdue}`,
    at,
    icon: pinIcon(status, overdue),
    label: say(words.report, { id, status: overdue ? words.overdue : words[status] }),
    press: () => press.report(id),
  });
  if (data.kind === "points") {
    return data.lon.map((lon, i) => report(data.id[i], [data.lat[i], lon], data.status[i], Boolean(data.overdue[i])));
  }
  return merged(map, data).map(({ lat, lon, n, open, id }) => {
    if (id) return report(id, [lat, lon], open ? "open" : "fixed", false);
    return {
      key: `${lat},${lon}/${n}/${open}`,
      at: [lat, lon],
      icon: n === 1 ? pinIcon(open ? "open" : "fixed", false) : clusterIcon(n, open),
      label: say(words.cluster, { n, open }),
      press: () => press.circle([lat, lon]),
    };
  });
}

/** Where marks lie and how large they are, in pixels of the map's layers: names of areas give way to them. */
export function circlesOf(map, marks) {
  return marks.map(({ at, icon }) => ({ ...map.latLngToLayerPoint(at), radius: icon.options.iconSize[0] / 2 }));
}

/** Put marks on a layer. What stands there already (`shown`, by key) is kept, so that the focus stays where it is. */
export function putOn(layer, shown, marks) {
  const wanted = new Map(marks.map((mark) => [mark.key, mark]));
  for (const [key, marker] of shown) {
    if (wanted.has(key)) continue;
    layer.removeLayer(marker);
    shown.delete(key);
  }
  for (const [key, mark] of wanted) {
    if (!shown.has(key)) shown.set(key, addMarker(layer, mark.at, mark.icon, mark.label, mark.press));
  }
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
