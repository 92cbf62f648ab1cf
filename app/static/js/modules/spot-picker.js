// A map to press a spot on; the field with the coordinates stays the truth, and can be typed into.

import { createMap } from "../map-base.js";
import { pinIcon } from "../pins.js";

const L = window.L;
const CLOSE = 17;

export default function spotPicker(element) {
  const field = document.getElementById(element.dataset.field);
  const ground = element.querySelector("[data-spot-map]");
  ground.hidden = false;
  const map = createMap(ground);
  const pin = L.marker([0, 0], { icon: pinIcon("open", false), interactive: false, keyboard: false });

  function mark(at) {
    pin.setLatLng(at).addTo(map);
  }

  function read() {
    const [latitude, longitude] = field.value.split(/[,;\s]+/).map(Number);
    if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return;
    mark([latitude, longitude]);
    map.setView([latitude, longitude], Math.max(CLOSE, map.getZoom()), { animate: false });
  }

  map.on("click", ({ latlng }) => {
    field.value = `${latlng.lat.toFixed(6)}, ${latlng.lng.toFixed(6)}`;
    mark(latlng);
    // From afar a press is metres off: come closer, so that the next one corrects it.
    if (map.getZoom() < CLOSE) map.setView(latlng, Math.min(CLOSE, map.getZoom() + 3));
  });
  field.addEventListener("change", read);
  read();
}
