// Where the phone is. Asked for at once where that was allowed before, else when somebody presses the button
// (`data-ask`: at once in any case, because the page says why).

import { tellPlace } from "../place.js";

export default async function myPlace(element) {
  if (!navigator.geolocation) return;
  const button = element.querySelector("[data-place-ask]");
  const status = element.querySelector("[data-place-status]");
  let watch = null;

  function start() {
    if (watch !== null) return;
    if (button) button.hidden = true;
    watch = navigator.geolocation.watchPosition(found, refused, { enableHighAccuracy: true, maximumAge: 15000, timeout: 20000 });
  }

  function found(position) {
    if (status) status.textContent = "";
    const { longitude, latitude, accuracy } = position.coords;
    tellPlace({ longitude, latitude, accuracy });
  }

  function refused(error) {
    // A phone in a basement finds itself later; only a refusal is final.
    if (error.code !== error.PERMISSION_DENIED) return;
    if (status) status.textContent = element.dataset.refused || "";
    if (button) button.hidden = false;
    navigator.geolocation.clearWatch(watch);
    watch = null;
  }

  button?.addEventListener("click", start);
  if (element.hasAttribute("data-ask")) return start();
  const allowed = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  if (allowed?.state === "granted") start();
  else if (button) button.hidden = false;
}
