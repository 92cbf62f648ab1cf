// Sending a report through whatever the network does: it is written to this device first and sent from there, so
// that a line that breaks, a page that closes or a phone that dies loses nothing. The server counts it once.

import { wordsOf } from "../words.js";

export default function sendLater(panel) {
  const form = document.querySelector(panel.dataset.form);
  const words = wordsOf(panel);
  const uuid = form?.elements.client_uuid;
  if (!form || !window.indexedDB || !window.crypto.randomUUID) return;
  let isTaking = false;

  // Whoever begins to fill in the form may be without a network when it is sent: what takes it is fetched by then.
  const fetchTaking = () => import("../later/taking.js");
  for (const name of ["pointerdown", "focusin", "change"]) {
    form.addEventListener(name, () => fetchTaking().catch(() => {}), { once: true });
  }

  // A page that was kept for when there is no network comes without a number: each report has its own.
  if (!uuid.value) uuid.value = crypto.randomUUID();
  if (document.documentElement.hasAttribute("data-shell")) fillFromAddress();
  if (window.sessionStorage.getItem("queue:editing")) import("../later/draft.js").then(({ goOn }) => goOn(form, panel, words));

  // Without a network nothing is waited for; nor where the photos gave up waiting.
  form.addEventListener("submit", (event) => isSending(event) && (!navigator.onLine || "offline" in form.dataset) && take(event), true);
  // Heard on the document, after everything that may still hold the form back.
  document.addEventListener("submit", (event) => event.target === form && isSending(event) && !event.defaultPrevented && take(event));

  function isSending({ submitter }) {
    return submitter?.name === "action" && submitter.value === "send";
  }

  async function take(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isTaking) return;
    isTaking = true;
    event.submitter.setAttribute("aria-busy", "true");
    const done = () => {
      isTaking = false;
      delete form.dataset.sent;
      event.submitter.removeAttribute("aria-busy");
    };
    try {
      const { send } = await fetchTaking();
      if (await send(form, panel, words)) return;
    } catch (error) {
      console.error("The report could not be kept on this device.", error);
      if (navigator.onLine) return sendPlainly();
    }
    done();
  }

  /** The way without any script: the form goes as it is. */
  function sendPlainly() {
    const action = document.createElement("input");
    Object.assign(action, { type: "hidden", name: "action", value: "send" });
    form.append(action);
    HTMLFormElement.prototype.submit.call(form);
  }
  form.addEventListener("later:plainly", sendPlainly);

  /** What a poster's address says is read here where no server could. */
  function fillFromAddress() {
    const given = new URLSearchParams(window.location.search);
    const put = () => {
      for (const [name, field] of [["lat", "latitude"], ["lon", "longitude"], ["address", "address"]]) {
        if (given.has(name)) form.elements[field].value = given.get(name).slice(0, 300);
      }
      const service = given.get("service");
      for (const choice of form.querySelectorAll("[name=service_code]")) choice.checked ||= choice.value === service;
      if (given.has("lat")) form.elements.latitude.dispatchEvent(new Event("change", { bubbles: true }));
    };
    if (![...given.keys()].some((name) => ["lat", "lon", "service", "address"].includes(name))) return;
    put();
    form.addEventListener("draft:restored", put);
  }
}
