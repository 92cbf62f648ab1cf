// A map with a few pins, each of which leads to its page. It shows them all; where the phone is, once that is known.

import { createMap } from "../map-base.js";
import { addMarker, pinIcon } from "../pins.js";
import { hearPlace } from "../place.js";
import { wordsOf } from "../words.js";

const L = window.L;
const REACH = 20000;

export default function pinsMap(element) {
  const pins = JSON.parse(element.dataset.pins || "[]");
  // A finger that scrolls the page must not get caught in the map, unless the map is all there is to see.
  const free = element.hasAttribute("data-free") || !L.Browser.mobile;
  const map = createMap(element, { scrollWheelZoom: element.hasAttribute("data-free"), dragging: free });
  const layer = L.layerGroup().addTo(map);
  let me = null;

  for (const pin of pins) {
    const go = pin.href ? () => window.location.assign(pin.href) : null;
    const marker = addMarker(layer, [pin.lat, pin.lon], pinIcon(pin.status, pin.overdue), pin.label, go);
    if (!pin.main) continue;
    marker.setZIndexOffset(1000);
    marker.getElement()?.classList.add("pin-main");
  }
  drawWay(pins.slice(0, Number(element.dataset.way || 0)));
  // The list beside the map was put in another order.
  document.addEventListener("way:ordered", ({ detail }) =>
    drawWay(detail.map((href) => pins.find((pin) => pin.href === href)).filter(Boolean)),
  );
  if (!element.dataset.centre && pins.length) whenSeen(element, fit);
  if (element.dataset.area) map.areas?.light(element.dataset.area);

  /** Draw the way from stop to stop, and number the stops. */
  function drawWay(stops) {
    element.way?.remove();
    if (stops.length < 2) return;
    const places = stops.map((pin) => [pin.lat, pin.lon]);
    element.way = L.layerGroup([
      L.polyline(places, { className: "way-line", interactive: false }),
      ...places.map((place, n) =>
        L.marker(place, {
          interactive: false,
          keyboard: false,
          alt: "",
          zIndexOffset: 500,
          icon: L.divIcon({ className: "way-number", html: String(n + 1), iconSize: [22, 22], iconAnchor: [-6, 24] }),
        }),
      ),
    ]).addTo(map);
  }

  function fit() {
    const places = pins.map((pin) => [pin.lat, pin.lon]);
    // Somebody far away looks at the places, not at the way.
    if (me && places.some((place) => map.distance(place, me) < REACH)) places.push(me);
    map.fitBounds(L.latLngBounds(places), { padding: [36, 36], maxZoom: 16, animate: false });
  }

  hearPlace(({ longitude, latitude, accuracy }) => {
    const first = !me;
    me = [latitude, longitude];
    element.dot?.remove();
    element.dot = L.layerGroup([
      L.circle(me, { radius: Math.min(accuracy || 0, 500), className: "accuracy", interactive: false }),
      L.marker(me, {
        interactive: false,
        keyboard: false,
        alt: wordsOf(element).here,
        icon: L.divIcon({ className: "me", iconSize: [22, 22] }),
      }),
    ]).addTo(map);
    if (first && element.hasAttribute("data-free") && pins.length) whenSeen(element, fit);
  });
}

/** A map that is hidden has no size to fit anything into: wait until it is shown. */
function whenSeen(element, fit) {
  if (element.clientWidth) return fit();
  const seen = new ResizeObserver(() => {
    if (!element.clientWidth) return;
    seen.disconnect();
    fit();
  });
  seen.observe(element);
}
