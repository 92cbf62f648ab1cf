// The last screen says again, in the reporter's own choice, what will be sent, to whom, and by when.

import { say } from "../words.js";

export default function reportCheck(step) {
  const form = step.closest("form");
  const send = form.querySelector("[data-steps-send] [data-words]");
  const part = (name) => step.querySelector(`[data-check="${name}"]`);
  let place = null;

  document.addEventListener("place:known", ({ detail }) => {
    place = detail;
    fill();
  });

  form.addEventListener("voice:changed", ({ detail }) => {
    part("voice").textContent = detail ? say(part("voice").dataset.sentence, detail) : "";
    part("voice").hidden = !detail;
  });

  function fill() {
    const service = form.querySelector("input[name=service_code]:checked");
    part("what").textContent = service?.closest(".choice").querySelector(".choice-words").firstChild.textContent.trim() || "—";
    const words = form.elements.description.value.trim();
    part("words").textContent = words || "—";
    part("words").hidden = !words && !part("voice").hidden;
    const photos = part("photos");
    photos.replaceChildren();
    for (const picture of form.querySelectorAll("[data-photo-strip] img[src]")) {
      const item = document.createElement("li");
      const copy = new Image();
      copy.src = picture.src;
      copy.alt = "";
      item.className = "photo";
      item.append(copy);
      photos.append(item);
    }
    photos.nextElementSibling.hidden = photos.children.length > 0;
    if (!place) return;
    part("where").textContent = place.problem || place.title;
    part("who").textContent = place.who || "—";
    part("when").textContent = place.when || "—";
    if (send && place.send) send.textContent = place.send;
  }

  step.addEventListener("step:shown", fill);
}
