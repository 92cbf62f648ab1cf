// What a crew does on a job is kept on the phone first and goes by itself, in its order; the residents' queue carries it.
// Beginning goes with the form while there is a network, and waits here when there is none.

import { wordsOf } from "../words.js";

export default async function fieldActs(element) {
  // Fetched now: later there may be no network.
  const queue = await import("../queue.js");
  const words = wordsOf(element);
  const part = (name) => element.querySelector(`[data-acts-${name}]`);
  const { url, id: job, who, title, list } = element.dataset;
  const order = `job:${job}`;
  let stuck = null;

  const waiting = async () => (await queue.list()).filter((act) => act.order === order && act.who === who);

  for (const form of element.querySelectorAll("[data-field-act]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      take(form.dataset.fieldAct, form.dataset.label, form.elements.note.value.trim(), form);
    });
  }
  const begin = document.querySelector("form[data-begins]");
  begin?.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    take("start", words.start, "", null);
  });
  part("forget").addEventListener("click", () => stuck && queue.remove(stuck));
  queue.onChange(show);
  element.hidden = false;
  element.dataset.ready = "";
  await show();
  queue.watch();

  async function take(move, label, note, form) {
    const id = crypto.randomUUID();
    const fields = [["client_uuid", id], ["move", move], ["note", note]];
    try {
      await queue.add({ id, kind: "job", url, fields, order, label, place: title, who, isKept: false });
    } catch (error) {
      tell(words.full);
      console.error("The act could not be kept.", error);
      return;
    }
    form?.reset();
    form?.closest("details").removeAttribute("open");
    await queue.send({ isWoken: true });
    await show();
    part("status").scrollIntoView({ block: "center" });
    if (await queue.find(id)) return;
    // It arrived: the page shows how the job stands now.
    if (move === "hand_back") window.location.assign(list);
    else window.location.reload();
  }

  function tell(sentence) {
    if (part("status").textContent !== sentence) part("status").textContent = sentence;
  }

  async function show() {
    const acts = await waiting();
    const wrong = acts.find((act) => act.state === "attention");
    stuck = wrong?.id || null;
    part("problem").hidden = !wrong;
    part("sentence").textContent = wrong ? [`${wrong.label}.`, words.refused, wrong.problem.sentence].join(" ") : "";
    const going = acts.filter((act) => act !== wrong);
    const state = going.some((act) => act.state === "sending") ? words.sending : words.waiting;
    tell(going.length ? `${going.map((act) => act.label).join(", ")}. ${state}` : "");
  }
}
