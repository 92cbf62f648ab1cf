// Photos travel while the rest is written: made smaller, sent in parts, gone on with after a break.
// Without this script the same fields send them together with the form.

import { say, wordsOf } from "../words.js";
import { addCross, makeTile, showProgress, showState } from "../photos/tile.js";

export default function photoUpload(element) {
  const form = element.closest("form");
  const words = wordsOf(element);
  const { uploadUrl, partsUrl = "", whereUrl = "", exif, name } = element.dataset;
  const most = Number(element.dataset.max || 5);
  const strip = element.querySelector("[data-photo-strip]");
  const inputs = [...element.querySelectorAll("input[type=file]")];
  const status = element.querySelector("[data-photo-status]");
  const wait = form.querySelector("[data-photos-wait]");
  const draft = `draft:${form.dataset.autosave}:photos`;
  const waiting = (form.waitingPhotos ??= []);
  const kept = (form.keptPhotos ??= new Map());
  // One after the other: on a slow line the first one arrives sooner, and the phone decodes one at a time.
  let preparing = Promise.resolve();
  let sending = Promise.resolve();
  let held = null;
  form.photosReady = () => preparing;

  strip.querySelectorAll(".photo").forEach((item) => adopt(item, item.dataset.token));
  if (form.dataset.fresh === "1") restore();
  count();
  element.dataset.ready = "";

  for (const input of inputs) {
    input.addEventListener("click", fetchTheRest, { once: true });
    const choose = () => {
      const room = most - strip.children.length;
      const files = [...input.files];
      // Cleared, so that the form does not send them a second time.
      input.value = "";
      files.slice(0, room).forEach((file) => add({ blob: file, name: file.name || "photo" }));
      tell(files.length > room ? say(words.too_many, { most }) : "");
    };
    input.addEventListener("change", choose);
    // On a slow line the photo may be taken before this script is here.
    if (input.files.length) choose();
  }

  /** While the camera is open the line is idle: what the photo will need is fetched meanwhile. */
  function fetchTheRest() {
    for (const part of ["shrink", "parts", "place"]) import(`../photos/${part}.js`).catch(() => {});
    import(exif).catch(() => {});
  }

  function tell(sentence) {
    if (status) status.textContent = sentence;
  }

  function count() {
    element.dataset.count = strip.children.length;
    element.toggleAttribute("data-full", strip.children.length >= most);
    remember();
    form.dispatchEvent(new CustomEvent("photos:changed"));
  }

  /** Like the words, the photos survive a reload in this tab: those that arrived by token, the others by key. */
  function remember() {
    const list = [...strip.children]
      .map((item) => ({ token: item.querySelector("input[type=hidden]")?.value, thumb: item.querySelector("img").getAttribute("src"), key: item.dataset.key }))
      .filter(({ token, key }) => token || key);
    try {
      window.sessionStorage.setItem(draft, JSON.stringify(list));
    } catch {
      // A full or closed store only means that a reload forgets them.
    }
  }

  function restore() {
    for (const { token, thumb, key } of JSON.parse(window.sessionStorage.getItem(draft) || "[]").slice(0, most)) {
      if (token) {
        const item = makeTile(thumb, words, taken);
        strip.append(item);
        item.append(hidden(token));
      } else import("../photos/shelf.js").then((shelf) => shelf.find(key)).then((file) => file && add({ ...file, key }));
    }
  }

  /** A photo that the server already keeps: its tick becomes a cross. */
  function adopt(item, token) {
    item.querySelector(".photo-keep")?.remove();
    item.append(hidden(token));
    addCross(item, words, taken);
  }

  function hidden(token) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = token;
    return field;
  }

  function taken(item) {
    item.stop?.abort();
    if (item.entry) leave(item.entry);
    if (item.dataset.key) import("../photos/shelf.js").then((shelf) => shelf.forget(item.dataset.key));
    kept.delete(item.querySelector("input[type=hidden]")?.value);
    count();
    tell(words.removed);
    inputs.find((input) => input.offsetParent)?.focus();
  }

  function leave(entry) {
    if (waiting.includes(entry)) waiting.splice(waiting.indexOf(entry), 1);
  }

  function add(file) {
    const item = makeTile(URL.createObjectURL(file.blob), words, taken);
    const entry = { blob: file.blob, name: file.name, fields: file.fields || factsNow(file.blob), meta: { field: "photos", taken: null } };
    Object.assign(item, { entry, stop: new AbortController() });
    item.dataset.key = file.key || crypto.randomUUID?.() || String(Math.random());
    strip.append(item);
    waiting.push(entry);
    showState(item, "sending");
    showProgress(item, 0, words);
    count();
    // What was made smaller before the page was closed is not made smaller again.
    const ready = file.key ? Promise.resolve() : (preparing = preparing.then(() => prepare(item)).catch(() => {}));
    carry(item, ready, file.address);
  }

  /** Where and when it is taken, for those whose photos prove something: it may travel much later, from elsewhere. */
  function factsNow(blob) {
    const fields = [...form.querySelectorAll("[data-with-photo]")].map((field) => [field.name, field.value]);
    return fields.length ? [...fields, ["taken_at", new Date(blob.lastModified || Date.now()).toISOString()]] : [];
  }

  /** What was known at the taking; a place that came later is better than none. */
  function factsOf(entry) {
    return entry.fields.map(([called, value]) => [called, value || form.elements[called]?.value || ""]);
  }

  async function prepare(item) {
    if (item.stop.signal.aborted) return;
    const { prepare: shrink } = await import("../photos/shrink.js");
    const { blob, facts } = await shrink(item.entry.blob, exif);
    item.entry.blob = blob;
    shelve(item);
    if (whereUrl) await point(item.entry, facts);
  }

  function shelve(item, address) {
    const { blob, name: called, fields } = item.entry;
    import("../photos/shelf.js").then(async (shelf) => {
      if (!address) await shelf.forgetOld();
      if (item.dataset.key) await shelf.keep(item.dataset.key, { blob, name: called, address, fields });
    });
  }

  async function point(entry, facts) {
    const { judgePlace } = await import("../photos/place.js");
    const worth = await judgePlace(facts, whereUrl);
    if (worth === "here") {
      entry.meta.taken = { latitude: facts.latitude, longitude: facts.longitude };
      tellPlace(entry.meta.taken);
    } else if (worth === "elsewhere") tellElsewhere(words.elsewhere);
  }

  function tellPlace(place) {
    document.dispatchEvent(new CustomEvent("photo:place", { detail: place }));
  }

  function tellElsewhere(sentence) {
    tell(sentence);
    document.dispatchEvent(new CustomEvent("photo:elsewhere", { detail: { sentence } }));
  }

  function carry(item, ready, resume = "") {
    sending = Promise.all([sending, ready]).then(async () => {
      if (item.stop.signal.aborted) return;
      await send(item, resume);
    });
  }

  async function send(item, resume) {
    const { entry, stop } = item;
    const way = {
      partsUrl, plainUrl: uploadUrl, kind: "photo", name: entry.name,
      fields: () => factsOf(entry),
      headers: () => (form.dataset.uploadAs ? { "X-Queued": "1", "X-Queued-As": form.dataset.uploadAs } : { "X-CSRFToken": form.elements.csrf_token?.value || "" }),
    };
    const hear = {
      progress: (part) => {
        entry.part = part;
        showProgress(item, part, words);
        if (held) showWait(words.wait);
      },
      address: (address) => shelve(item, address),
      waiting: (is) => {
        if ((item.dataset.state === "waiting") !== is) showState(item, is ? "waiting" : "sending", is ? words.offline : "");
        if (is) letGo();
      },
    };
    try {
      const parts = await import("../photos/parts.js");
      arrived(item, await parts.send(entry.blob, way, { signal: stop.signal, resume, hear }));
    } catch (error) {
      if (error.name === "AbortError") return;
      // A part of the page itself did not come: it may the next time.
      if (error.name === "TypeError") {
        hear.waiting(true);
        setTimeout(() => carry(item, Promise.resolve(), resume), 5000);
        return;
      }
      showProgress(item, null);
      showState(item, "failed", error.message || words.failed);
      tell(words.failed);
      leave(entry);
      count();
    }
  }

  function arrived(item, answer) {
    leave(item.entry);
    kept.set(answer.token, item.entry);
    showProgress(item, null);
    showState(item, "kept");
    item.append(hidden(answer.token));
    if (answer.thumb) item.querySelector("img").src = answer.thumb;
    import("../photos/shelf.js").then((shelf) => shelf.forget(item.dataset.key));
    delete item.dataset.key;
    tell(words.kept);
    // The browser could not read the file; the server could.
    if (!item.entry.meta.taken && answer.place) tellPlace(answer.place);
    if (answer.elsewhere) tellElsewhere(answer.elsewhere);
    count();
  }

  /** Say on the last screen, too, what the report waits for, and how far that is. */
  function showWait(sentence, isUnderWay = true) {
    tell(sentence);
    if (!wait) return;
    const part = waiting.reduce((sum, entry) => sum + (entry.part || 0), 0) / (waiting.length || 1);
    const [said, bar, number] = wait.children;
    const wasHidden = wait.hidden;
    wait.hidden = !sentence;
    bar.hidden = number.hidden = !isUnderWay;
    bar.value = part;
    number.textContent = part.toLocaleString(document.documentElement.lang, { style: "percent" });
    if (said.textContent !== sentence) said.textContent = sentence;
    if (wasHidden && sentence) wait.scrollIntoView({ block: "nearest" });
  }

  /** Send a form that was held back: all is here, or there is no network and nothing to wait for. */
  function letGo() {
    if (!held) return;
    const { button } = held;
    held = null;
    button?.removeAttribute("aria-busy");
    form.toggleAttribute("data-offline", waiting.length > 0);
    if (!form.querySelector("[data-state=failed]")) form.requestSubmit(button);
  }

  // A form that is sent while photos are on their way waits for them, as long as there is a way.
  form.addEventListener("submit", (event) => {
    if (!waiting.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if ("offline" in form.dataset) {
      // Nobody else took it: it stays here, and goes when it is pressed again.
      delete form.dataset.offline;
      showWait(words.stays, false);
      return;
    }
    held = { button: event.submitter };
    showWait(words.wait);
    event.submitter?.setAttribute("aria-busy", "true");
    // Not at once: a form that is being sent cannot be sent.
    if (!navigator.onLine || form.querySelector("[data-state=waiting]")) setTimeout(letGo);
  });
  // Whoever took the report has the photos too: nothing of it is sent from here any more.
  form.addEventListener("draft:taken", () => {
    for (const item of strip.children) {
      item.stop?.abort();
      if (item.dataset.key) import("../photos/shelf.js").then((shelf) => shelf.forget(item.dataset.key));
    }
    window.sessionStorage.removeItem(draft);
  });
  form.addEventListener("upload:waiting", letGo);
  form.addEventListener("photos:changed", () => {
    if (waiting.length) return;
    if (wait) wait.hidden = true;
    letGo();
  });
}
