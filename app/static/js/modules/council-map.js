// What folium's map of a council answers to: the choice of a layer, a finger, the table beside it.

import { giveWay } from "../labels.js";
import { wordsOf } from "../words.js";

const L = window.L;
const KEPT = "council-layer";
/* What a label needs, in pixels: a number little, a name more. */
const VALUE = { width: 30, height: 18 };
const NAME = { width: 64, height: 26 };

export default function councilMap(element) {
  const words = wordsOf(element);
  const { map_council: map, geo_json_areas: areas, geo_json_boundary: boundary } = window;
  map.attributionControl.setPrefix(false);
  L.control.zoom({ position: "topright", zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);
  map.getContainer().setAttribute("role", "region");
  map.getContainer().setAttribute("aria-label", words.map);
  keepInView(map, boundary.getBounds(), lookedAt(element), element.querySelector(".council-layers"));
  noticeTiles(map, element.querySelector(".map"));
  chooseLayer(element);
  if (!areas) return;
  const byKey = new Map();
  areas.eachLayer((layer) => byKey.set(layer.feature.id, layer));
  for (const layer of byKey.values()) answer(layer, words);
  labels(map, [...byKey.values()], element);
  talkToTable(byKey);
}

/** The part of the area that the page wants to show (`data-look="west,south,east,north"`), or nothing. */
function lookedAt(element) {
  if (!element.dataset.look) return null;
  const [west, south, east, north] = element.dataset.look.split(",").map(Number);
  return L.latLngBounds([south, west], [north, east]);
}

/** Show the whole area, or a part of it, until somebody moves the map; then leave it where it was moved to. */
function keepInView(map, bounds, part, above) {
  let moved = false;
  // What floats over the map's upper edge must not hide the area; on paper nothing does.
  const fit = (top = above?.offsetHeight ? above.offsetHeight + 20 : 12) => {
    const size = map.getSize();
    const covered = size.y - top > 120 ? top : 12;
    // A frame that is not laid out yet has no room at all; its size is told again when it is.
    if (size.x < 48 || size.y < 48) return;
    map.fitBounds(part || bounds, { animate: false, paddingTopLeft: [12, covered], paddingBottomRight: [12, 12] });
  };
  const look = () => {
    map.invalidateSize({ pan: false, animate: false });
    if (!moved) fit();
  };
  map.setMaxBounds(bounds.pad(1));
  map.getContainer().addEventListener("pointerdown", () => (moved = true));
  map.getContainer().addEventListener("wheel", () => (moved = true), { passive: true });
  new ResizeObserver(look).observe(map.getContainer());
  // The page around the map calls this when it has made the frame as large as it will be on paper.
  window.fitToPaper = () => {
    moved = false;
    map.invalidateSize({ pan: false, animate: false });
    fit(12);
  };
  fit();
}

/** The plain floor gives way to the first tile that comes. */
function noticeTiles(map, frame) {
  map.eachLayer((layer) => {
    if (layer instanceof L.TileLayer) layer.once("tileload", () => frame.setAttribute("data-tiles-shown", "yes"));
  });
}

/** Heat or areas; the choice lasts while the tab is open, so that a filter does not undo it. */
function chooseLayer(element) {
  const choices = [...element.querySelectorAll('input[name="layer"]')];
  const show = (value) => {
    element.dataset.layer = value;
    for (const legend of element.querySelectorAll("[data-legend]")) legend.hidden = legend.dataset.legend !== value;
  };
  const kept = choices.find((choice) => choice.value === remembered());
  if (kept) kept.checked = true;
  show(choices.find((choice) => choice.checked)?.value || "heat");
  for (const choice of choices) {
    choice.addEventListener("change", () => {
      show(choice.value);
      remember(choice.value);
    });
  }
}

function remembered() {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function remember(value) {
  try {
    sessionStorage.setItem(KEPT, value);
  } catch {
    // A browser that keeps nothing forgets the choice; the map still works.
  }
}

/** Tell about an area: names and numbers are text, whatever they contain. */
function told({ name, facts }) {
  const box = document.createElement("div");
  box.className = "council-told";
  const title = document.createElement("strong");
  title.textContent = name;
  box.append(title, ...facts.map((fact) => written("council-fact", fact)));
  return box;
}

function answer(layer, words) {
  const about = layer.feature.properties;
  const popup = told(about);
  const link = document.createElement("a");
  link.href = about.href;
  link.target = "_top";
  link.textContent = words.open;
  popup.append(link);
  layer.bindTooltip(told(about), { sticky: true, direction: "top", opacity: 1 });
  layer.bindPopup(popup, { maxWidth: 260, autoPanPaddingTopLeft: [12, 72], autoPanPaddingBottomRight: [64, 12] });
  layer.on("popupopen", () => layer.closeTooltip());
}

/**
 * Write each area's number and its name into it, where there is room; the layer decides which one shows. Of two that
 * would lie on one another the one goes aside within its area, or is not shown until the map is closer: the tooltip, a
 * press and the table name every area.
 */
function labels(map, layers, element) {
  const group = L.layerGroup().addTo(map);
  const draw = () => {
    group.clearLayers();
    for (const layer of layers) {
      const { name, value, label, shade } = layer.feature.properties;
      const bounds = layer.getBounds();
      const size = map.latLngToLayerPoint(bounds.getSouthEast()).subtract(map.latLngToLayerPoint(bounds.getNorthWest()));
      const fits = (need) => size.x >= need.width && size.y >= need.height;
      const html = document.createElement("div");
      if (value && fits(VALUE)) html.append(written("council-value", value));
      if (fits(NAME)) html.append(written("council-name", name));
      if (!html.childElementCount) continue;
      const icon = L.divIcon({
        className: `council-label${Number(shade) >= 4 ? " on-deep" : ""}`,
        html,
        iconSize: [Math.min(96, size.x), 18],
      });
      group.addLayer(L.marker([label[1], label[0]], { icon, interactive: false, keyboard: false, area: layer }));
    }
    giveWay(group, []);
  };
  // A name is wider than a number: whichever shows has to find its place.
  element.addEventListener("change", draw);
  map.on("zoomend resize", draw);
  draw();
}

function written(className, text) {
  const box = document.createElement("div");
  box.className = className;
  box.textContent = text;
  return box;
}

/** A line of the table and its area light each other up. */
function talkToTable(byKey) {
  const mark = (key, on) => byKey.get(key)?.getElement()?.classList.toggle("is-pointed", on);
  let pointed = null;
  window.addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.source !== window.parent) return;
    if (event.data?.council !== "point") return;
    mark(pointed, false);
    pointed = event.data.key;
    byKey.get(pointed)?.bringToFront();
    mark(pointed, true);
  });
  const say = (key) => {
    if (window.parent !== window) window.parent.postMessage({ council: "point", key }, location.origin);
  };
  for (const [key, layer] of byKey) layer.on({ mouseover: () => say(key), mouseout: () => say(null) });
}
