// A map to look at: the ground, and one pin where the page names one (`data-pin="lon,lat"`).

import { createMap, readCentre } from "../map-base.js";
import { addMarker, pinIcon } from "../pins.js";

export default function map(element) {
  // Without tiles only the shapes of the areas say where the pin is; from farther away more of them are seen.
  const { centre, tiles } = element.dataset;
  if (centre && !tiles) element.dataset.centre = centre.replace(/[\d.]+$/, (zoom) => Number(zoom) - 1);
  // A finger that scrolls the page must not get caught in the map.
  const leaflet = createMap(element, { scrollWheelZoom: false, dragging: !window.L.Browser.mobile });
  if (element.dataset.area) leaflet.areas?.light(element.dataset.area);
  const pin = readCentre(element.dataset.pin);
  if (!pin) return;
  addMarker(
    leaflet,
    pin.centre,
    pinIcon(element.dataset.status, element.dataset.overdue === "1"),
    element.dataset.pinLabel || "",
  );
}
