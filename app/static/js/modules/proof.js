// How far the phone is from the pin, before the photo is taken; how far the photo was, once it has arrived.
// Too far, or a photo without a place, is no dead end: the note becomes the reason. The server decides by the same
// rule.

import { metresBetween } from "../metres.js";
import { hearPlace } from "../place.js";
import { say, wordsOf } from "../words.js";

export default function proof(element) {
  const words = wordsOf(element);
  const form = element.closest("form");
  const told = element.querySelector("[data-proof-distance]");
  const pin = { longitude: Number(element.dataset.lon), latitude: Number(element.dataset.lat) };
  const allowed = Number(element.dataset.allowed);
  let farthest = null;
  let isPlaced = false;

  function tell(sentence, here, metres) {
    if (Math.round(metres) === 0) sentence = here;
    told.textContent = say(sentence, { metres: Math.round(metres), allowed });
    element.toggleAttribute("data-far", metres > allowed);
  }

  hearPlace((here) => {
    isPlaced = true;
    form.elements.lon.value = here.longitude.toFixed(6);
    form.elements.lat.value = here.latitude.toFixed(6);
    // What is known of the photo says more than where the phone is now.
    if (farthest !== null || element.classList.contains("proof-said")) return;
    const metres = metresBetween(here, pin);
    tell(metres > allowed ? words.far : words.near, words.here, metres);
  });

  // Photos are there, and nobody said where they were taken: the phone did not, and none of them did.
  form.addEventListener("photos:changed", () => {
    if (isPlaced || farthest !== null || !form.querySelector("[data-photo-strip] > *")) return;
    told.textContent = words.no_place;
    element.setAttribute("data-far", "");
  });

  document.addEventListener("photo:place", (event) => {
    farthest = Math.max(farthest ?? 0, metresBetween(event.detail, pin));
    tell(farthest > allowed ? words.photo_far : words.photo_near, words.photo_here, farthest);
  });
}
