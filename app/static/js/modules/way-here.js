// The shortest way begins where the phone is, once it says so; the button says that too.

import { hearPlace } from "../place.js";

export default function wayHere(form) {
  const words = form.querySelector("[data-way-words]");
  hearPlace(({ longitude, latitude }) => {
    form.elements.lon.value = longitude.toFixed(6);
    form.elements.lat.value = latitude.toFixed(6);
    words.textContent = words.dataset.here;
  });
}
