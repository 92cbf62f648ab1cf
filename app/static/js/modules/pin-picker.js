// The place: the pin stands in the middle, the map moves beneath it, and a sentence says whose that is.
// The longitude and latitude fields stay the truth: they can be typed into, and they are what is sent.

import { address, debounced, latest } from "../ask.js";
import { createMap } from "../map-base.js";
import { say, wordsOf } from "../words.js";

const L = window.L;
const CLOSE = 17;

export default function pinPicker(element) {
  const form = element.closest("form");
  const step = element.closest("[data-step]");
  const words = wordsOf(element);
  const fields = {
    longitude: form.elements.longitude,
    latitude: form.elements.latitude,
    accuracy: form.elements.accuracy_m,
  };
  const parts = {
    ground: element.querySelector("[data-picker-map]"),
    gps: element.querySelector("[data-picker-gps]"),
    answer: element.querySelector("[data-picker-answer]"),
  };
  const ask = latest();
  let ring = null;
  // The pin counts as set once somebody, or something, put it somewhere.
  let isSet = Boolean(fields.longitude.value && fields.latitude.value);
  let touched = false;
  let refused = false;
  let ours = false;

  element.dataset.ready = "";
  // With a map to move, typing is the other way; it stays unfolded where it went wrong.
  const typed = step?.querySelector("[data-typed]");
  if (typed && !("wrong" in typed.dataset)) typed.open = false;
  const map = createMap(parts.ground, { zoomPosition: "topright" });
  map.options.scrollWheelZoom = "center";
  function place(latitude, longitude, zoom = CLOSE) {
    if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return;
    isSet = true;
    map.isPlaced = true;
    show(latitude, longitude, Math.max(zoom, map.getZoom()));
    write({ lat: latitude, lng: longitude });
    look();
  }

  function show(latitude, longitude, zoom) {
    ours = true;
    map.setView([latitude, longitude], zoom, { animate: false });
    ours = false;
  }

  function write({ lat, lng }) {
    fields.latitude.value = lat.toFixed(6);
    fields.longitude.value = lng.toFixed(6);
  }

  const look = debounced(async () => {
    if (!isSet) return;
    parts.answer.setAttribute("aria-busy", "true");
    const service = new FormData(form).get("service_code") || "";
    const answer = await ask(
      address(element.dataset.whereUrl, {
        lon: fields.longitude.value,
        lat: fields.latitude.value,
        service,
      }),
    );
    if (answer === null) return;
    parts.answer.removeAttribute("aria-busy");
    if (!answer.data) return tell({ title: words.unreachable });
    tell(answer.data);
    map.areas?.light(answer.data.area || null);
    document.dispatchEvent(new CustomEvent("place:known", { detail: answer.data }));
  }, 260);

  function tell({ title, lines = [], problem }) {
    refused = Boolean(problem);
    parts.answer.toggleAttribute("data-problem", refused);
    parts.answer.querySelectorAll("p").forEach((old) => old.remove());
    for (const sentence of [problem || title, ...lines]) {
      const line = document.createElement("p");
      line.textContent = sentence;
      parts.answer.append(line);
    }
  }

  if (isSet) place(Number(fields.latitude.value), Number(fields.longitude.value));
  else tell({ title: words.move });

  map.on("movestart", () => (element.dataset.moving = ""));
  map.on("moveend", () => {
    delete element.dataset.moving;
    if (ours || !touched) return;
    isSet = true;
    map.isPlaced = true;
    forgetAccuracy();
    write(map.getCenter());
    look();
  });
  // Only what a person did sets the pin; making the map, or its new size, does not.
  for (const name of ["pointerdown", "wheel", "keydown"]) {
    parts.ground.addEventListener(name, () => (touched = true), { capture: true, passive: true });
  }
  map.on("resize", () => isSet && show(Number(fields.latitude.value), Number(fields.longitude.value), map.getZoom()));

  function forgetAccuracy() {
    if (fields.accuracy) fields.accuracy.value = "";
    ring?.remove();
    ring = null;
  }

  function locate({ asked }) {
    if (!navigator.geolocation) return tell({ title: words.no_gps });
    parts.gps.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        parts.gps.removeAttribute("aria-busy");
        // Somebody who has moved the map meanwhile knows better.
        if (isSet && !asked) return;
        touched = false;
        forgetAccuracy();
        place(coords.latitude, coords.longitude);
        if (fields.accuracy) fields.accuracy.value = Math.round(coords.accuracy);
        ring = L.circle([coords.latitude, coords.longitude], {
          radius: coords.accuracy,
          className: "accuracy",
          interactive: false,
        }).addTo(map);
        parts.gps.setAttribute("aria-label", say(words.gps_done, { metres: Math.round(coords.accuracy) }));
      },
      () => {
        parts.gps.removeAttribute("aria-busy");
        if (!isSet) tell({ title: words.no_gps });
      },
      { enableHighAccuracy: true, timeout: 12000, maximumAge: 30000 },
    );
  }

  parts.gps.addEventListener("click", () => locate({ asked: true }));
  for (const field of [fields.longitude, fields.latitude]) {
    field.addEventListener("change", () => {
      const [latitude, longitude] = [fields.latitude, fields.longitude].map((f) => Number(f.value.replace(",", ".")));
      if (fields.latitude.value && fields.longitude.value) place(latitude, longitude, map.getZoom());
    });
  }
  form.addEventListener("change", (event) => event.target.name === "service_code" && look());
  document.addEventListener("photo:place", ({ detail }) => {
    if (!isSet) place(detail.latitude, detail.longitude);
  });
  step?.addEventListener("step:shown", () => {
    if (isSet) look();
    else locate({ asked: false });
  });
  step?.addEventListener("step:leave", (event) => {
    if (isSet && !refused) return;
    event.preventDefault();
    if (!isSet) tell({ problem: words.needed });
    parts.answer.scrollIntoView({ block: "nearest" });
  });
}
