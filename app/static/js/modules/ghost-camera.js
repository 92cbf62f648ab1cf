// The camera in the page, with the resident's photo laid over what it sees: the same framing before and after. The
// photo, with its moment and its place inside, goes into the form's own photo field, as if the phone's camera had
// taken it; so it travels, waits and is kept as every other. Without a camera the button never shows.

import { metresBetween } from "../metres.js";
import { hearPlace } from "../place.js";
import { say, wordsOf } from "../words.js";

const LONGEST = 2048;
const QUALITY = 0.85;
/** A place older than this is somewhere else by now. */
const FRESH_MS = 60000;

export default function ghostCamera(element) {
  if (!navigator.mediaDevices?.getUserMedia || !window.HTMLDialogElement) return;
  const words = wordsOf(element);
  const part = (name) => element.querySelector(`[data-ghost-${name}]`);
  const [dialog, video, shot, stage] = [part("dialog"), part("video"), part("shot"), part("stage")];
  const befores = [...element.querySelectorAll("[data-ghost-before]")];
  const pin = { longitude: Number(element.dataset.lon), latitude: Number(element.dataset.lat) };
  const allowed = Number(element.dataset.allowed);
  let here = null;
  let stream = null;
  let taken = null;
  element.hidden = false;

  hearPlace((place) => {
    here = { ...place, at: Date.now() };
    if (dialog.open && !taken) tellPlace();
  });

  part("open").addEventListener("click", open);
  part("close").addEventListener("click", () => dialog.close());
  part("shutter").addEventListener("click", take);
  part("again").addEventListener("click", again);
  part("use").addEventListener("click", use);
  part("next")?.addEventListener("click", another);
  part("range")?.addEventListener("input", fade);
  dialog.addEventListener("close", stop);
  // A phone that is locked or turned away gives the camera back.
  document.addEventListener("visibilitychange", () => document.hidden && dialog.open && !taken && dialog.close());

  async function open() {
    part("problem").textContent = "";
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: { ideal: "environment" }, width: { ideal: 2048 }, height: { ideal: 1536 } },
      });
    } catch {
      part("problem").textContent = words.no_camera;
      return;
    }
    video.srcObject = stream;
    fade();
    dialog.showModal();
    again();
    await video.play().catch(() => {});
    fit();
  }

  /** The stage has the shape of the camera's picture, so that what lies over it lies over what will be kept. */
  function fit() {
    if (!video.videoWidth) return;
    stage.style.setProperty("--shape", `${video.videoWidth} / ${video.videoHeight}`);
    stage.style.setProperty("--ratio", String(video.videoWidth / video.videoHeight));
  }
  video.addEventListener("resize", fit);
  video.addEventListener("loadedmetadata", fit);

  function fade() {
    const strength = part("range") ? Number(part("range").value) / 100 : 0;
    stage.style.setProperty("--ghost", String(strength));
  }

  function another() {
    const at = befores.findIndex((before) => !before.hidden);
    befores.forEach((before, n) => (before.hidden = n !== (at + 1) % befores.length));
  }

  function tellPlace() {
    const told = part("place");
    const metres = here && Date.now() - here.at < FRESH_MS ? metresBetween(here, pin) : null;
    told.toggleAttribute("data-far", metres === null || metres > allowed);
    if (metres === null) told.textContent = words.no_place;
    else if (Math.round(metres) === 0) told.textContent = words.here;
    else told.textContent = say(metres > allowed ? words.far : words.near, { metres: Math.round(metres), allowed });
  }

  function show(isTaken) {
    stage.toggleAttribute("data-taken", isTaken);
    shot.hidden = !isTaken;
    part("answer").hidden = !isTaken;
    element.querySelectorAll("[data-ghost-live]").forEach((live) => (live.hidden = isTaken));
  }

  function again() {
    taken = null;
    show(false);
    tellPlace();
    part("shutter").focus();
  }

  function take() {
    if (!video.videoWidth) return;
    const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight));
    shot.width = Math.round(video.videoWidth * scale);
    shot.height = Math.round(video.videoHeight * scale);
    shot.getContext("2d", { alpha: false }).drawImage(video, 0, 0, shot.width, shot.height);
    taken = { at: new Date(), place: here && Date.now() - here.at < FRESH_MS ? here : null };
    tellPlace();
    show(true);
    part("use").focus();
  }

  async function use() {
    if (!taken) return;
    const { at, place } = taken;
    part("use").setAttribute("aria-busy", "true");
    try {
      const [jpeg, { writeFacts }] = await Promise.all([
        new Promise((resolve, reject) => shot.toBlob((blob) => (blob ? resolve(blob) : reject(new Error())), "image/jpeg", QUALITY)),
        import("../photos/exif.js"),
      ]);
      const facts = { ...clock(at), latitude: place?.latitude, longitude: place?.longitude };
      hand(new File([await writeFacts(jpeg, facts)], `${at.getTime()}.jpg`, { type: "image/jpeg" }));
    } catch {
      part("problem").textContent = words.no_camera;
    }
    part("use").removeAttribute("aria-busy");
    dialog.close();
  }

  /** Give the photo to the form's picker. */
  function hand(file) {
    const input = document.getElementById(element.dataset.input);
    const files = new DataTransfer();
    files.items.add(file);
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function stop() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.srcObject = null;
    taken = null;
    part("open").focus();
  }
}

/** A moment as photos write it (EXIF 2.32, DateTimeOriginal and OffsetTimeOriginal), by the phone's own clock. */
function clock(at) {
  const two = (n) => String(Math.floor(Math.abs(n))).padStart(2, "0");
  const offset = -at.getTimezoneOffset();
  return {
    date: `${at.getFullYear()}:${two(at.getMonth() + 1)}:${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`,
    offset: `${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`,
  };
}
