// What happens when "Send" is pressed: keep, send, and say how it went, in the place of the form.

import * as queue from "../queue.js";
import { say } from "../words.js";
import { leaveDraft } from "./draft.js";
import { gather } from "./gathering.js";

//: An answer that comes sooner needs no words in between.
const SOON_MS = 1_500;

/** Take a report; returns false where it stays in the form, with a sentence that says why. */
export async function send(form, panel, words) {
  const act = await gather(form, { ...panel.dataset, arrived: words.arrived });
  try {
    await queue.add(act);
  } catch (error) {
    // With a network nothing needs to be kept here first.
    if (navigator.onLine && act.files.every((file) => file.token) && (await sendAtOnce(form, act))) return true;
    tell(panel, error instanceof queue.Full ? words.full : words.closed);
    return false;
  }
  const isWhole = act.files.every((file) => file.token);
  leaveDraft(form);
  const shown = show(form, panel, words, act.id);
  const soon = setTimeout(shown.open, navigator.onLine ? SOON_MS : 0);
  queue.watch();
  const { sent } = await queue.send({ isWoken: true });
  clearTimeout(soon);
  const left = await queue.find(act.id);
  // The service worker may have been quicker.
  const report = sent.find(({ id }) => id === act.id)?.report || (!left && (await queue.kept.list()).find(({ id }) => id === act.id));
  if (report?.sent && !shown.isOpen()) {
    window.location.replace(report.sent);
    return true;
  }
  if (left?.problem?.kind === "refused" && isWhole && !shown.isOpen() && navigator.onLine) {
    // The server says it best in the form itself; what waits is replaced when that is sent.
    window.sessionStorage.setItem("queue:given-back", act.id);
    form.dispatchEvent(new CustomEvent("later:plainly"));
    return true;
  }
  shown.open();
  return true;
}

/** Send what cannot be kept; returns false where it did not arrive: it stays in the form. */
async function sendAtOnce(form, act) {
  try {
    const { sent } = await queue.sendUnkept(act);
    leaveDraft(form);
    window.location.replace(sent);
  } catch (error) {
    console.error("The report could not be sent.", error);
    if (error.name !== "Refused") return false;
    // The server says it best in the form itself.
    form.dispatchEvent(new CustomEvent("later:plainly"));
  }
  return true;
}

function tell(panel, sentence) {
  const line = panel.previousElementSibling;
  line.hidden = false;
  line.querySelector("span").textContent = sentence;
  line.scrollIntoView({ block: "center" });
}

/** Show in the place of the form how the report is: on its way, waiting, arrived, or in need of a look. */
function show(form, panel, words, id) {
  const part = (name) => panel.querySelector(`[data-later-${name}]`);
  let isOpen = false;
  let before = "";

  function open() {
    if (isOpen) return;
    isOpen = true;
    // The browser opens the same address at the step where it was left.
    window.history.replaceState(null, "");
    const heading = document.querySelector("h1");
    heading.tabIndex = -1;
    part("heading").append(heading);
    form.hidden = true;
    panel.hidden = false;
    window.scrollTo(0, 0);
    queue.onChange(refresh);
    window.addEventListener("offline", refresh);
    refresh().then(() => heading.focus());
  }

  async function refresh() {
    const act = await queue.find(id);
    const report = act ? null : (await queue.kept.list()).find((one) => one.id === id);
    const state = report ? "arrived" : act?.state || "gone";
    panel.dataset.state = state;
    document.querySelector("h1").textContent = words[`${state}_title`];
    const goes = state === "waiting" && (await queue.goesWithoutPage()) ? words.waiting_closed : words.waiting_open;
    const sentence = { waiting: goes, sending: words.sending, attention: act?.problem?.sentence || words.attention, arrived: "", gone: "" }[state];
    if (before !== state + sentence) part("words").textContent = sentence;
    before = state + sentence;
    showProgress(act);
    part("number").hidden = !report;
    part("number").querySelector("strong").textContent = report?.publicId || "";
    part("open").hidden = !report;
    if (report) part("open").href = report.address;
    part("change").hidden = state !== "attention";
    part("change").onclick = () => import("./draft.js").then(({ edit }) => edit(id));
    part("list").hidden = Boolean(report);
  }

  function showProgress(act) {
    const bar = panel.querySelector("progress");
    const files = (act?.files || []).filter((file) => file.size);
    const all = files.reduce((sum, { size }) => sum + size, 0);
    const gone = files.reduce((sum, { size, sent, token }) => sum + (token ? size : Math.min(size, sent)), 0);
    bar.hidden = act?.state !== "sending" || !all;
    bar.value = all ? gone / all : 0;
    bar.nextElementSibling.hidden = bar.hidden;
    bar.nextElementSibling.textContent = say("{n} %", { n: Math.floor(bar.value * 100) });
  }

  return { open, isOpen: () => isOpen };
}
