// The steps of a heatmap as a slider that plays. Without this script they are a list of links.

import { icon, wordsOf } from "../words.js";

/* How long a step stays; longer for those who asked for less motion. */
const STAYS = 900;
const STAYS_CALMLY = 2000;
/* How long the slider rests before the table follows. */
const RESTS = 400;

export default function heatPlayer(element) {
  const words = wordsOf(element);
  const links = [...element.querySelectorAll("[data-step]")];
  const frame = element.closest(".heat-maps")?.querySelector("iframe");
  if (links.length < 2 || !frame) return;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const told = document.querySelector("[data-heat-message]");
  const label = element.closest(".heat-maps").querySelector("[data-heat-span]");
  const { bar, button, slider } = controls(links, words);
  element.prepend(bar);
  element.querySelector("details").open = false;

  let at = links.findIndex((link) => link.hasAttribute("aria-current"));
  let playing = null;
  let resting = null;
  const pictures = framed(frame, element.dataset.stepsUrl);

  const name = () => {
    const link = links[at];
    slider.value = at;
    slider.setAttribute("aria-valuetext", link.textContent);
    label.textContent = link.textContent;
    for (const one of links) one.toggleAttribute("aria-current", false);
    link.setAttribute("aria-current", "step");
  };
  const show = async (n) => {
    at = n;
    name();
    const { message } = links[n].dataset;
    if (told) told.textContent = message;
    clearTimeout(resting);
    if (!playing) resting = setTimeout(() => tableOf(links[at]), RESTS);
    try {
      const send = await pictures();
      if (at === n) send(n, message);
    } catch {
      stop();
      if (told) told.textContent = words.failed;
      element.querySelector("details").open = true;
    }
  };
  const stop = () => {
    clearInterval(playing);
    playing = null;
    face(button, "play", words.play);
    told?.setAttribute("aria-live", "polite");
    clearTimeout(resting);
    resting = setTimeout(() => tableOf(links[at]), RESTS);
  };
  const play = () => {
    // Nobody wants a voice that talks over itself: what is said last is said when the playing stops.
    told?.setAttribute("aria-live", "off");
    face(button, "pause", words.pause);
    playing = setInterval(() => (at + 1 < links.length ? show(at + 1) : stop()), calm.matches ? STAYS_CALMLY : STAYS);
    show(at + 1 < links.length ? at + 1 : 0);
  };

  button.addEventListener("click", () => (playing ? stop() : play()));
  slider.addEventListener("input", () => {
    if (playing) stop();
    show(Number(slider.value));
  });
  links.forEach((link, n) =>
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      if (playing) stop();
      show(n);
    }),
  );
  document.addEventListener("visibilitychange", () => document.hidden && playing && stop());
  name();
}

function controls(links, words) {
  const bar = document.createElement("div");
  bar.className = "heat-bar";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  face(button, "play", words.play);
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = 0;
  slider.max = links.length - 1;
  slider.step = 1;
  slider.setAttribute("aria-label", words.slider);
  bar.append(button, slider);
  return { bar, button, slider };
}

function face(button, name, text) {
  const span = document.createElement("span");
  span.textContent = text;
  button.replaceChildren(icon(name), span);
}

/** Ask for all pictures once, when somebody wants the first, and hand them to the map's document when it is ready. */
function framed(frame, address) {
  const say = (message) => frame.contentWindow?.postMessage(message, location.origin);
  const ready = new Promise((answer) => {
    window.addEventListener("message", (event) => {
      if (event.origin !== location.origin || event.source !== frame.contentWindow) return;
      if (event.data?.heat === "ready") answer();
    });
    say({ heat: "hello" });
    frame.addEventListener("load", () => say({ heat: "hello" }));
  });
  let asked = null;
  return () => {
    asked ??= Promise.all([fetched(address), ready])
      .then(([data]) => {
        say({ heat: "data", data });
        return (n, message) => say({ heat: "step", n, message });
      })
      .catch((error) => {
        asked = null;
        throw error;
      });
    return asked;
  };
}

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** The table of the step that the slider rests on, from the page that its link leads to. */
async function tableOf(link) {
  history.replaceState(null, "", link.href);
  try {
    const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
    const found = page.querySelector("[data-heat-table] .table-frame");
    if (found && link.hasAttribute("aria-current")) {
      document.querySelector("[data-heat-table] .table-frame").replaceChildren(...found.childNodes);
    }
  } catch {
    // Without a network the table stays what it was; its caption says of which days it is.
  }
}
