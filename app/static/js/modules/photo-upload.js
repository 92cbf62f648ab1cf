// Photos travel while the rest is written: each is shown at once and sent at once, with a ring that fills.
// Without this script the same field sends them together with the form.

import { icon, say, wordsOf } from "../words.js";

export default function photoUpload(element) {
  const form = element.closest("form");
  const words = wordsOf(element);
  const most = Number(element.dataset.max || 5);
  const strip = element.querySelector("[data-photo-strip]");
  const input = element.querySelector("input[type=file]");
  const status = element.querySelector("[data-photo-status]");
  const under = new Set();

  const draft = `draft:${form.dataset.autosave}:photos`;

  element.dataset.ready = "";
  strip.querySelectorAll(".photo").forEach(adopt);
  if (form.dataset.fresh === "1") restore();
  count();

  input.addEventListener("change", () => {
    const room = most - strip.children.length;
    const files = [...input.files];
    // Cleared, so that the form does not send them a second time.
    input.value = "";
    files.slice(0, room).forEach(add);
    tell(files.length > room ? say(words.too_many, { most }) : "");
  });

  function tell(sentence) {
    if (status) status.textContent = sentence;
  }

  function count() {
    element.dataset.count = strip.children.length;
    element.toggleAttribute("data-full", strip.children.length >= most);
    remember();
  }

  /** Like the words, the photos that arrived survive a reload of the page in this tab. */
  function remember() {
    const kept = [...strip.children]
      .map((item) => [item.querySelector("input[type=hidden]")?.value, item.querySelector("img").getAttribute("src")])
      .filter(([token]) => token);
    try {
      window.sessionStorage.setItem(draft, JSON.stringify(kept));
    } catch {
      // A full or closed store only means that a reload forgets them.
    }
  }

  function restore() {
    for (const [token, thumb] of JSON.parse(window.sessionStorage.getItem(draft) || "[]").slice(0, most)) {
      const item = frame(thumb);
      item.dataset.token = token;
      adopt(item);
    }
  }

  /** Put a picture into the strip. */
  function frame(address) {
    const item = document.createElement("li");
    const picture = document.createElement("img");
    item.className = "photo";
    picture.alt = "";
    picture.src = address;
    // A kind of picture that this browser cannot draw is still a photo to the server.
    picture.addEventListener("error", () => picture.removeAttribute("src"), { once: true });
    item.append(picture);
    strip.append(item);
    return item;
  }

  /** A photo that the server already keeps: its tick becomes a cross. */
  function adopt(item) {
    item.querySelector(".photo-keep")?.remove();
    if (!item.querySelector("input[type=hidden]")) item.append(hidden(item.dataset.token));
    item.append(cross(item));
  }

  function hidden(token) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = element.dataset.name;
    field.value = token;
    return field;
  }

  function cross(item) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "photo-remove";
    button.setAttribute("aria-label", words.remove);
    button.append(icon("x"));
    button.addEventListener("click", () => {
      item.request?.abort();
      item.remove();
      count();
      tell(words.removed);
      input.focus();
    });
    return button;
  }

  function add(file) {
    const item = frame(URL.createObjectURL(file));
    item.append(cross(item));
    count();
    send(item, file);
  }

  function send(item, file) {
    const ring = makeRing();
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("photo", file, file.name || "photo");
    form.querySelectorAll("[data-with-photo]").forEach((field) => body.append(field.name, field.value));
    item.request = request;
    item.dataset.state = "sending";
    item.querySelectorAll(".photo-problem, .button").forEach((old) => old.remove());
    item.append(ring);
    const done = new Promise((resolve) => request.addEventListener("loadend", resolve));
    under.add(done);
    done.then(() => under.delete(done));

    request.upload.addEventListener("progress", (event) => {
      const part = event.lengthComputable ? event.loaded / event.total : 0;
      ring.lastChild.style.strokeDashoffset = String(100 - 95 * part);
    });
    request.addEventListener("load", () => {
      ring.remove();
      const answer = readJson(request.responseText);
      if (request.status >= 300 || !answer?.token) return fail(item, file, answer?.error || words.failed, request.status);
      item.dataset.state = "kept";
      item.append(hidden(answer.token));
      if (answer.thumb) item.querySelector("img").src = answer.thumb;
      if (answer.place) document.dispatchEvent(new CustomEvent("photo:place", { detail: answer.place }));
      tell(words.kept);
      count();
    });
    request.addEventListener("error", () => {
      ring.remove();
      fail(item, file, words.failed, 0);
    });
    request.open("POST", element.dataset.uploadUrl);
    request.setRequestHeader("X-CSRFToken", form.elements.csrf_token?.value || "");
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
  }

  function fail(item, file, sentence, code) {
    item.dataset.state = "failed";
    const words_ = document.createElement("p");
    words_.className = "photo-problem";
    words_.textContent = sentence;
    item.append(words_);
    tell(sentence);
    // What the server refused it will refuse again; what the network lost may go through now.
    if (code >= 400 && code < 500) return;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button button-small button-quiet";
    again.textContent = words.again;
    again.addEventListener("click", () => send(item, file));
    item.append(again);
  }

  // A form that is sent while photos are on their way waits for them.
  form.addEventListener("submit", async (event) => {
    if (!under.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(words.wait);
    event.submitter?.setAttribute("aria-busy", "true");
    await Promise.allSettled([...under]);
    event.submitter?.removeAttribute("aria-busy");
    if (!strip.querySelector("[data-state=failed]")) form.requestSubmit(event.submitter);
  });
}

function makeRing() {
  const space = "http://www.w3.org/2000/svg";
  const ring = document.createElementNS(space, "svg");
  ring.setAttribute("class", "photo-ring");
  ring.setAttribute("viewBox", "0 0 40 40");
  ring.setAttribute("aria-hidden", "true");
  for (let i = 0; i < 2; i += 1) {
    const circle = document.createElementNS(space, "circle");
    for (const [name, value] of [["cx", 20], ["cy", 20], ["r", 15.9]]) circle.setAttribute(name, value);
    ring.append(circle);
  }
  return ring;
}

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
