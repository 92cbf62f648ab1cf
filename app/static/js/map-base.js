// The ground of every map: tiles where there are any, the areas' shapes and names, large controls.

import { address, debounced, latest } from "./ask.js";
import { giveWay } from "./labels.js";
import { wordsOf } from "./words.js";

const L = window.L;
const LABEL_WIDTH = 96;

/** Read "69.27,41.31,12" into a view, or null. */
export function readCentre(text) {
  const parts = (text || "").split(",").map(Number);
  if (parts.length < 2 || parts.some(Number.isNaN)) return null;
  return { centre: L.latLng(parts[1], parts[0]), zoom: parts[2] || 16 };
}

/** Read "west,south,east,north" into bounds, or null. */
function readBounds(text) {
  const parts = (text || "").split(",").map(Number);
  if (parts.length !== 4 || parts.some(Number.isNaN)) return null;
  return L.latLngBounds([parts[1], parts[0]], [parts[3], parts[2]]);
}

/** Return what a map looks at, as `/map/points` wants to know it. */
export function viewOf(map) {
  const bounds = map.getBounds();
  return {
    west: bounds.getWest().toFixed(5),
    south: bounds.getSouth().toFixed(5),
    east: bounds.getEast().toFixed(5),
    north: bounds.getNorth().toFixed(5),
    zoom: map.getZoom(),
  };
}

/**
 * Make a map in `element` by its data: tiles, attribution, centre, bounds, areas-url, words.
 * Returns the Leaflet map; its `areas` can light one area up.
 */
export function createMap(element, options = {}) {
  const words = wordsOf(element);
  const map = L.map(element, {
    zoomControl: false,
    minZoom: 4,
    maxZoom: 19,
    worldCopyJump: false,
    zoomSnap: 1,
    fadeAnimation: false,
    markerZoomAnimation: false,
    ...(window.matchMedia("(prefers-reduced-motion: reduce)").matches
      ? { zoomAnimation: false, inertia: false }
      : {}),
    ...options,
  });
  map.attributionControl.setPrefix(false);
  L.control
    .zoom({ position: options.zoomPosition || "topright", zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out })
    .addTo(map);
  map.inset = options.inset || (() => 0);
  lookAt(map, element);
  addTiles(map, element);
  map.areas = element.dataset.areasUrl ? addAreas(map, element.dataset.areasUrl) : null;
  followSize(map, element);
  return map;
}

function lookAt(map, element) {
  const view = readCentre(element.dataset.centre);
  const bounds = readBounds(element.dataset.bounds);
  if (view) map.setView(view.centre, view.zoom);
  else if (bounds) map.fitBounds(bounds, { animate: false, paddingBottomRight: [0, map.inset()] });
  else map.setView([41.3, 64.5], 6);
}

/** A map that was hidden when it was made does not know its size, nor what it should look at. */
function followSize(map, element) {
  let seen = element.clientWidth > 0;
  new ResizeObserver(() => {
    if (!element.clientWidth) return;
    map.invalidateSize({ pan: false });
    if (!seen && !map.isPlaced) lookAt(map, element);
    seen = true;
  }).observe(element);
}

function addTiles(map, element) {
  if (!element.dataset.tiles) return;
  const tiles = L.tileLayer(element.dataset.tiles, {
    attribution: element.dataset.attribution,
    maxZoom: 19,
    detectRetina: false,
  });
  // The ground counts as tiled from the first tile that came; until then the areas are the map.
  tiles.once("tileload", () => element.setAttribute("data-tiles-shown", "yes"));
  tiles.addTo(map);
}

/** Draw the areas of the view; load them again only when the view leaves what is known. */
function addAreas(map, url) {
  const shapes = L.layerGroup().addTo(map);
  const labels = L.layerGroup().addTo(map);
  // Under everything else: where no tile loads the areas are filled, and would hide what lies on them.
  map.createPane("areas").style.zIndex = 350;
  const renderer = L.svg({ padding: 0.3, pane: "areas" });
  const known = { bounds: null, zoom: null };
  const paths = new Map();
  let lit = null;
  let circles = [];
  const ask = latest();

  async function load() {
    if (!map.getSize().x) return;
    const zoom = map.getZoom();
    if (known.zoom === zoom && known.bounds?.contains(map.getBounds())) return;
    const bounds = map.getBounds().pad(0.25);
    const answer = await ask(
      address(url, {
        west: bounds.getWest().toFixed(4),
        south: bounds.getSouth().toFixed(4),
        east: bounds.getEast().toFixed(4),
        north: bounds.getNorth().toFixed(4),
        zoom,
      }),
    );
    if (!answer?.ok) return;
    Object.assign(known, { bounds, zoom });
    draw(answer.data.features || [], answer.data.level);
  }

  function draw(features, level) {
    shapes.clearLayers();
    labels.clearLayers();
    paths.clear();
    for (const feature of features) {
      const { code, name } = feature.properties;
      const shape = L.geoJSON(feature, {
        interactive: false,
        renderer,
        style: { className: `area area-${level}` },
      });
      let outline = null;
      shape.eachLayer((path) => paths.set(`${level}:${code}`, (outline = path)));
      shapes.addLayer(shape);
      if (name) label(shape.getBounds(), outline, level, feature.properties);
    }
    if (lit) mark(lit, true);
    giveWay(labels, circles);
  }

  function label(bounds, area, level, { name, label: at }) {
    const width = map.latLngToContainerPoint(bounds.getNorthEast()).x - map.latLngToContainerPoint(bounds.getSouthWest()).x;
    if (width < LABEL_WIDTH) return;
    const words = document.createElement("span");
    words.textContent = name;
    labels.addLayer(
      L.marker(at ? [at[1], at[0]] : bounds.getCenter(), {
        interactive: false,
        keyboard: false,
        area,
        zIndexOffset: -1000,
        icon: L.divIcon({ className: `area-label area-label-${level}`, html: words, iconSize: [104, 32] }),
      }),
    );
  }

  function mark(key, on) {
    const element = paths.get(key)?.getElement();
    element?.classList.toggle("area-lit", on);
    if (on) paths.get(key)?.bringToFront();
  }

  map.on("moveend", debounced(load, 120));
  load();
  return {
    /** Keep the names free of circles, {x, y, radius} in pixels of the map's layers. */
    avoid(found) {
      circles = found;
      giveWay(labels, circles);
    },
    /** Light up one area, `level:code`, or none. */
    light(key) {
      if (lit === key) return;
      if (lit) mark(lit, false);
      lit = key;
      if (key) mark(key, true);
    },
  };
}
