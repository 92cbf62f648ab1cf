// What the map of hot spots answers to, besides council-map.js: each one's ground, its number, what was found there.

import { wordsOf } from "../words.js";

const L = window.L;

export default function hotSpotMap(element) {
  const { map_council: map } = window;
  const words = wordsOf(element);
  const marks = new Map();
  for (const spot of JSON.parse(element.dataset.spots)) marks.set(spot.key, drawn(map, spot, words));
  talkToList(marks);
}

function drawn(map, spot, words) {
  const [west, south, east, north] = spot.square;
  const centre = [(south + north) / 2, (west + east) / 2];
  const ground = spot.reach_m
    ? L.circle(centre, { radius: spot.reach_m, className: "spot-ground spot-ground-repeated" })
    : L.rectangle([[south, west], [north, east]], { className: "spot-ground" });
  ground.bindPopup(told(spot, words), { maxWidth: 280 }).addTo(map);
  if (!spot.number) return ground;
  const icon = L.divIcon({
    className: `spot-mark${spot.reach_m ? " spot-mark-repeated" : ""}`,
    html: spot.number,
    iconSize: [28, 28],
  });
  // Over the names of areas; of those that touch, the first one lies on top.
  const mark = L.marker(centre, { icon, zIndexOffset: 100_000 - 1000 * Number(spot.number), riseOnHover: true });
  mark.bindPopup(told(spot, words), { maxWidth: 280 }).addTo(map);
  mark.getElement().setAttribute("aria-label", `${spot.number}. ${spot.name}`);
  return mark;
}

/** Names and sentences are text, whatever they contain. */
function told(spot, words) {
  const box = document.createElement("div");
  box.className = "council-told";
  const title = document.createElement("strong");
  title.textContent = spot.name;
  box.append(title);
  for (const fact of spot.facts) {
    const line = document.createElement("div");
    line.textContent = fact;
    box.append(line);
  }
  if (spot.href) {
    const link = document.createElement("a");
    link.href = spot.href;
    link.target = "_top";
    link.textContent = words.read;
    box.append(link);
  }
  return box;
}

/** A line of the list and its mark light each other up. */
function talkToList(marks) {
  let pointed = null;
  const light = (key, on) => marks.get(key)?.getElement()?.classList.toggle("is-pointed", on);
  window.addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.source !== window.parent) return;
    if (event.data?.council !== "point") return;
    light(pointed, false);
    pointed = event.data.key;
    light(pointed, true);
  });
  const say = (key) => {
    if (window.parent !== window) window.parent.postMessage({ council: "point", key }, location.origin);
  };
  for (const [key, mark] of marks) mark.on({ mouseover: () => say(key), mouseout: () => say(null) });
}
