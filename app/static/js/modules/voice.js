// A voice message instead of words: hold the button and speak, or press once to begin and once to end.
// Without this script, or a microphone, a recording made elsewhere can be added as a file.

import { wordsOf } from "../words.js";

//: Let go sooner than this, and it was a press: it goes on until the next one.
const HOLD_MS = 400;

export default function voice(element) {
  const form = element.closest("form");
  const words = wordsOf(element);
  const longest = Number(element.dataset.seconds);
  const { partsUrl } = element.dataset;
  const draft = `draft:${form.dataset.autosave}:recording`;
  const part = (name) => element.querySelector(`[data-voice-${name}]`);
  const [button, label, clock, status, kept, player, remove, bar] =
    ["button", "label", "clock", "status", "kept", "player", "remove", "bar"].map(part);
  const token = form.elements.recording_token;
  const waiting = (form.waitingPhotos ??= []);
  let recording = null;
  let starting = false;
  let wanted = false;
  let pressedAt = 0;
  let entry = null;
  let stopSending = null;

  if (!(navigator.mediaDevices?.getUserMedia && window.MediaRecorder)) return;
  element.dataset.ready = "";
  if (form.dataset.fresh === "1" && !token.value) restore();
  if (token.value) showKept(Number(element.dataset.length || 0));

  button.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    button.setPointerCapture?.(event.pointerId);
    if (recording || starting) return end();
    pressedAt = performance.now();
    begin();
  });
  // Let go to answer the browser's question about the microphone: that is no end.
  button.addEventListener("pointerup", () => recording && pressedAt && performance.now() - pressedAt > HOLD_MS && end());
  button.addEventListener("pointercancel", () => recording && pressedAt && end());
  // Keys, and screen readers, press without a pointer.
  button.addEventListener("click", (event) => {
    if (event.detail || event.pointerType) return;
    if (recording || starting) end();
    else begin();
  });
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  remove.addEventListener("click", () => {
    forget();
    tell(words.removed);
    button.focus();
  });

  /** Say something, where it can be seen. */
  function tell(sentence) {
    if (status.textContent === sentence) return;
    status.textContent = sentence;
    if (sentence) status.scrollIntoView({ block: "nearest" });
  }

  function time(seconds) {
    return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  }

  async function begin() {
    starting = wanted = true;
    tell("");
    try {
      const { record } = await import("../voice/recorder.js");
      recording = await record(longest, (seconds) => {
        clock.textContent = `${time(seconds)} / ${time(longest)}`;
      });
    } catch (error) {
      starting = false;
      element.removeAttribute("data-recording");
      tell(error.name === "NotFoundError" ? words.no_microphone : words.not_allowed);
      return;
    }
    starting = false;
    element.dataset.recording = "";
    button.setAttribute("aria-pressed", "true");
    label.textContent = words.stop;
    tell(words.recording);
    recording.done.then(take);
    if (!wanted) recording.stop();
  }

  function end() {
    wanted = false;
    pressedAt = 0;
    recording?.stop();
  }

  function take({ blob, seconds }) {
    recording = null;
    pressedAt = 0;
    element.removeAttribute("data-recording");
    button.setAttribute("aria-pressed", "false");
    label.textContent = words.start;
    if (!blob.size) return fail(words.failed);
    player.src = URL.createObjectURL(blob);
    player.hidden = false;
    showKept(seconds);
    button.focus();
    entry = { blob, name: "voice", meta: { field: "recording", taken: null, seconds } };
    waiting.push(entry);
    form.dispatchEvent(new CustomEvent("photos:changed"));
    send();
  }

  function showKept(seconds) {
    element.dataset.kept = "";
    part("length").textContent = time(Math.round(seconds));
    kept.hidden = false;
    form.dispatchEvent(new CustomEvent("voice:changed", { detail: { length: time(Math.round(seconds)) } }));
  }

  function leave() {
    if (entry && waiting.includes(entry)) waiting.splice(waiting.indexOf(entry), 1);
    entry = null;
    form.dispatchEvent(new CustomEvent("photos:changed"));
  }

  function forget() {
    stopSending?.abort();
    token.value = "";
    window.sessionStorage.removeItem(draft);
    delete element.dataset.kept;
    kept.hidden = player.hidden = bar.hidden = true;
    player.removeAttribute("src");
    leave();
    form.dispatchEvent(new CustomEvent("voice:changed", { detail: null }));
  }

  async function send() {
    stopSending = new AbortController();
    bar.hidden = false;
    bar.value = 0;
    const hear = {
      progress: (far) => {
        bar.value = far;
        if (entry) entry.part = far;
      },
      waiting: (is) => {
        tell(is ? words.offline : words.sending);
        if (is) form.dispatchEvent(new CustomEvent("upload:waiting"));
      },
    };
    try {
      const { send: carry } = await import("../photos/parts.js");
      const answer = await carry(entry.blob, { partsUrl, kind: "recording" }, { signal: stopSending.signal, hear });
      arrived(answer);
    } catch (error) {
      if (error.name === "AbortError") return;
      if (error.name !== "TypeError") return fail(error.message || words.failed);
      // A part of the page itself did not come: it may the next time.
      hear.waiting(true);
      setTimeout(() => entry && !token.value && send(), 5000);
    }
  }

  /** What did not arrive holds the form back: nobody is to think that it was sent. */
  function fail(sentence) {
    element.dataset.state = "failed";
    forget();
    delete element.dataset.state;
    tell(sentence);
  }

  function arrived(answer) {
    token.value = answer.token;
    bar.hidden = true;
    tell(words.kept);
    try {
      window.sessionStorage.setItem(draft, JSON.stringify({ token: answer.token, seconds: answer.seconds }));
    } catch {
      // A full or closed store only means that a reload forgets it.
    }
    leave();
  }

  form.addEventListener("draft:taken", () => {
    stopSending?.abort();
    window.sessionStorage.removeItem(draft);
  });

  function restore() {
    const found = JSON.parse(window.sessionStorage.getItem(draft) || "null");
    // It came back from the waiting list, and no server has it yet.
    if (found?.key) return import("../photos/shelf.js").then((shelf) => shelf.find(found.key)).then((file) => file && take({ ...file, seconds: found.seconds }));
    if (!found?.token) return;
    token.value = found.token;
    element.dataset.length = found.seconds;
  }
}
