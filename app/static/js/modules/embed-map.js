// The map in a frame on another site: its pins came with the page, and each opens its report in a page of its own.

import { createMap } from "../map-base.js";
import { addMarker, pinIcon } from "../pins.js";

const L = window.L;

export default function embedMap(element) {
  const pins = JSON.parse(element.dataset.pins || "[]");
  // A finger that scrolls the page around the frame must not get caught in the map.
  const map = createMap(element, { scrollWheelZoom: false, dragging: !L.Browser.mobile });
  const layer = L.layerGroup().addTo(map);
  for (const pin of pins) {
    addMarker(layer, [pin.lat, pin.lon], pinIcon(pin.status, pin.overdue), pin.label, () =>
      window.open(pin.href, "_blank", "noopener"),
    );
  }
  if (element.dataset.area) map.areas?.light(element.dataset.area);
}
