// One photo in the strip: the picture, how far it has come, what went wrong, and the way to remove it.

import { icon } from "../words.js";

//: One clear point: an empty tile instead of the mark of a broken page.
const NOTHING = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

/** Make a tile. `remove` is called once it was taken out. */
export function makeTile(address, words, remove) {
  const item = document.createElement("li");
  const picture = document.createElement("img");
  item.className = "photo";
  picture.alt = "";
  picture.src = address;
  // A kind of picture that this browser cannot draw is still a photo to the server.
  picture.addEventListener("error", () => (picture.src = NOTHING), { once: true });
  item.append(picture);
  addCross(item, words, remove);
  return item;
}

/** Put the cross on a tile. */
export function addCross(item, words, remove) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "photo-remove";
  button.setAttribute("aria-label", words.remove);
  button.append(icon("x"));
  button.addEventListener("click", () => {
    item.remove();
    remove(item);
  });
  item.append(button);
}

/** Show a part of 1 as a ring and as a number; `null` takes both away. */
export function showProgress(item, part, words) {
  let bar = item.querySelector(".photo-progress");
  if (part === null) return bar?.remove();
  if (!bar) {
    bar = document.createElement("div");
    bar.className = "photo-progress";
    bar.setAttribute("role", "progressbar");
    bar.setAttribute("aria-label", words.sending);
    bar.append(ring(), document.createElement("span"));
    item.append(bar);
  }
  const percent = Math.floor(100 * part);
  bar.setAttribute("aria-valuenow", String(percent));
  bar.querySelector("span").textContent = (percent / 100).toLocaleString(document.documentElement.lang, { style: "percent" });
  bar.querySelector("circle + circle").style.strokeDashoffset = String(100 - percent);
}

/** Say something under a tile, in a state: sending, waiting, failed, kept. */
export function showState(item, state, sentence = "") {
  item.dataset.state = state;
  item.querySelectorAll(".photo-problem").forEach((old) => old.remove());
  if (!sentence) return;
  const line = document.createElement("p");
  line.className = "photo-problem";
  line.textContent = sentence;
  item.append(line);
}

function ring() {
  const space = "http://www.w3.org/2000/svg";
  const drawn = document.createElementNS(space, "svg");
  drawn.setAttribute("class", "photo-ring");
  drawn.setAttribute("viewBox", "0 0 40 40");
  drawn.setAttribute("aria-hidden", "true");
  for (let i = 0; i < 2; i += 1) {
    const circle = document.createElementNS(space, "circle");
    for (const [name, value] of [["cx", 20], ["cy", 20], ["r", 15.9]]) circle.setAttribute(name, value);
    drawn.append(circle);
  }
  return drawn;
}
