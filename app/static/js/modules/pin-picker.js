// The place: by the photo, else by the phone, else by hand; and a sentence that says whose it is.
// The longitude and latitude fields stay the truth: they can be typed into, and they are what is sent.

import { address, debounced, latest } from "../ask.js";
import { say, wordsOf } from "../words.js";

//: Who put the pin there. A later one of a lower rank does not move it.
const RANK = { nobody: 0, phone: 1, photo: 2, person: 3 };
//: A phone that knows no better than this is told so.
const VAGUE_M = 100;
const PAUSE_MS = 260;

export default function pinPicker(element) {
  const form = element.closest("form");
  const step = element.closest("[data-step]");
  const words = wordsOf(element);
  const { whereUrl, leaflet, sheets = "" } = element.dataset;
  const fields = { longitude: form.elements.longitude, latitude: form.elements.latitude, accuracy: form.elements.accuracy_m };
  const part = (name) => element.querySelector(`[data-picker-${name}]`);
  const [ground, gps, answer, note] = ["map", "gps", "answer", "note"].map(part);
  const ask = latest();
  const judge = latest();
  let by = fields.longitude.value && fields.latitude.value ? "person" : "nobody";
  let refused = false;
  let map = null;
  let making = null;

  element.dataset.ready = "";
  // With a map to move, typing is the other way; it stays unfolded where it went wrong.
  const typed = step?.querySelector("[data-typed]");
  if (typed && !("wrong" in typed.dataset)) typed.open = false;

  /** Put the pin on a place: {latitude, longitude, zoom, accuracy}, unless somebody better did already. */
  function put(place, who, sentence = "") {
    if (!Number.isFinite(place.latitude) || !Number.isFinite(place.longitude) || RANK[who] < RANK[by]) return;
    by = who;
    write(place.latitude, place.longitude, place.accuracy);
    map?.show(place);
    say_(sentence);
    look();
  }

  function write(latitude, longitude, accuracy = 0) {
    fields.latitude.value = latitude.toFixed(6);
    fields.longitude.value = longitude.toFixed(6);
    if (fields.accuracy) fields.accuracy.value = accuracy ? String(Math.round(accuracy)) : "";
  }

  function here() {
    const [latitude, longitude] = [fields.latitude, fields.longitude].map((field) => Number(field.value.replace(",", ".")));
    const accuracy = by === "phone" ? Number(fields.accuracy?.value || 0) : 0;
    return { latitude, longitude, accuracy };
  }

  function say_(sentence) {
    note.textContent = sentence;
    note.hidden = !sentence;
  }

  function where(longitude, latitude, service = "") {
    return address(whereUrl, { lon: longitude, lat: latitude, service });
  }

  const look = debounced(async () => {
    if (by === "nobody") return;
    answer.setAttribute("aria-busy", "true");
    const service = new FormData(form).get("service_code") || "";
    const told = await ask(where(fields.longitude.value, fields.latitude.value, service));
    if (told === null) return;
    answer.removeAttribute("aria-busy");
    // A server that is busy or broken says nothing about the place.
    if (!told.data?.title && !told.data?.problem) return tell({ title: words.unreachable });
    tell(told.data);
    map?.light(told.data.area || null);
    document.dispatchEvent(new CustomEvent("place:known", { detail: told.data }));
  }, PAUSE_MS);

  function tell({ title, short = title, lines = [], later = "", problem }) {
    refused = Boolean(problem);
    answer.toggleAttribute("data-problem", refused);
    answer.querySelectorAll("p").forEach((old) => old.remove());
    for (const sentence of [problem || title, ...lines, later].filter(Boolean)) {
      const line = document.createElement("p");
      line.textContent = sentence;
      line.classList.toggle("picker-later", sentence === later);
      answer.append(line);
    }
    // Where there is little room the mahalla and its district are enough.
    if (problem || !title.startsWith(short)) return;
    const rest = document.createElement("span");
    rest.className = "picker-later";
    rest.textContent = title.slice(short.length);
    answer.querySelector("p").replaceChildren(short, rest);
  }

  /** Fetch the map once; where it does not come, the coordinates can be typed. */
  function makeMap() {
    making ??= import("../picker/pin-map.js")
      .then(({ makePinMap }) =>
        makePinMap(ground, {
          script: leaflet,
          styles: sheets.split(" ").filter(Boolean),
          moving: (is) => element.toggleAttribute("data-moving", is),
          moved: ({ lat, lng }) => {
            by = "person";
            write(lat, lng);
            map?.forgetAccuracy();
            say_("");
            look();
          },
        }),
      )
      .then((made) => {
        map = made;
        element.dataset.mapped = "";
        if (by !== "nobody") map.show(here());
        look();
      })
      .catch(() => {
        making = null;
        if (typed) typed.open = true;
      });
    return making;
  }

  function locate({ asked }) {
    if (!navigator.geolocation) return tell({ title: words.no_gps });
    gps.setAttribute("aria-busy", "true");
    const done = (act) => (result) => {
      gps.removeAttribute("aria-busy");
      act(result);
    };
    navigator.geolocation.getCurrentPosition(
      done(({ coords }) => foundPhone(coords, asked)),
      done(() => by === "nobody" && tell({ title: words.no_gps })),
      { enableHighAccuracy: true, timeout: 12000, maximumAge: 30000 },
    );
  }

  async function foundPhone({ latitude, longitude, accuracy }, asked) {
    const told = await judge(where(longitude.toFixed(6), latitude.toFixed(6)));
    if (told?.data?.problem) return say_(words.phone_elsewhere);
    const metres = Math.round(accuracy);
    const sentence = metres > VAGUE_M ? say(words.vague, { metres }) : "";
    if (asked) by = "nobody";
    put({ latitude, longitude, accuracy: metres }, "phone", sentence);
    gps.setAttribute("aria-label", say(words.gps_done, { metres }));
  }

  gps.addEventListener("click", () => locate({ asked: true }));
  for (const field of [fields.longitude, fields.latitude]) {
    field.addEventListener("change", () => fields.latitude.value && fields.longitude.value && put(here(), "person"));
  }
  form.addEventListener("change", (event) => event.target.name === "service_code" && look());
  form.addEventListener("draft:restored", () => by === "nobody" && fields.latitude.value && fields.longitude.value && put(here(), "person"));
  document.addEventListener("photo:place", ({ detail }) => put(detail, "photo", words.by_photo));
  document.addEventListener("photo:elsewhere", ({ detail }) => by === "nobody" && say_(detail.sentence));
  document.addEventListener("place:chosen", ({ detail }) => {
    put(detail, "person");
    // The field may have pushed the pin under what answers.
    ground.scrollIntoView({ block: "nearest" });
  });
  if (by === "nobody") tell({ title: words.move });
  else look();
  // The line is idle while somebody looks at the first question: what comes next is fetched then.
  for (const name of ["pointerdown", "keydown"]) form.addEventListener(name, makeMap, { once: true });
  // At a desk the map is part of the page.
  if ("now" in element.dataset) makeMap();
  step?.addEventListener("step:shown", () => {
    makeMap();
    if (by === "nobody") locate({ asked: false });
    else look();
  });
  step?.addEventListener("step:leave", (event) => {
    if (by !== "nobody" && !refused) return;
    event.preventDefault();
    if (by === "nobody") tell({ problem: words.needed });
    answer.scrollIntoView({ block: "nearest" });
  });
}
