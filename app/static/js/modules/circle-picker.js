// A circle on the map: press for its middle, slide for its size. The fields beside it say the same, and stay the truth.

import { createMap } from "../map-base.js";
import { say } from "../words.js";

const L = window.L;

export default function circlePicker(element) {
  const [latitude, longitude, radius] = ["latitude", "longitude", "radius"].map((name) =>
    document.getElementById(element.dataset[name]),
  );
  const ground = element.querySelector("[data-circle-map]");
  const slider = element.querySelector("input[type=range]");
  const said = element.querySelector("[data-circle-said]");
  const numbers = element.querySelector("[data-circle-numbers]");
  const feed = element.querySelector("[data-circle-feed]");
  ground.hidden = false;
  element.querySelector("[data-circle-slider]").hidden = false;
  numbers.open = Boolean(numbers.querySelector("[aria-invalid]"));
  const map = createMap(ground, { scrollWheelZoom: false });
  const circle = L.circle([0, 0], { radius: 500, interactive: false, className: "circle-drawn" });

  function middle() {
    const at = [latitude, longitude].map((field) => Number(field.value.replace(",", ".")));
    return latitude.value && longitude.value && at.every(Number.isFinite) ? L.latLng(at) : null;
  }

  function draw(look) {
    const metres = Math.min(5000, Math.max(100, Number(radius.value) || 500));
    slider.value = metres;
    // As text: a number in thousands would be written as the browser's language does, not as the page's.
    said.textContent = say(said.dataset.words, { metres: String(metres) });
    const at = middle();
    feed.hidden = !at;
    if (!at) return;
    const link = feed.querySelector("a");
    const address = new URL(link.href);
    for (const [name, value] of [["lat", at.lat], ["lon", at.lng], ["r", metres]]) address.searchParams.set(name, value);
    link.href = address;
    circle.setLatLng(at).setRadius(metres).addTo(map);
    if (look) map.fitBounds(at.toBounds(2.4 * metres), { animate: false });
  }

  map.on("click", ({ latlng }) => {
    const at = latlng.wrap();
    latitude.value = at.lat.toFixed(5);
    longitude.value = at.lng.toFixed(5);
    draw(map.getZoom() < 13);
  });
  slider.addEventListener("input", () => {
    radius.value = slider.value;
    draw(false);
  });
  slider.addEventListener("change", () => draw(true));
  for (const field of [latitude, longitude, radius]) field.addEventListener("change", () => draw(true));
  draw(true);
}
