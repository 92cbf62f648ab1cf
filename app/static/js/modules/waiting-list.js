// What waits on this device and what was sent from it: the server knows nothing of this page's content.

import * as queue from "../queue.js";
import { say, wordsOf } from "../words.js";

export default function waitingList(element) {
  const words = wordsOf(element);
  const part = (name) => element.querySelector(`[data-waiting-${name}]`);
  const [acts, kept, now, status] = ["acts", "kept", "now", "status"].map(part);
  const items = new Map();

  now.addEventListener("click", async () => {
    now.setAttribute("aria-busy", "true");
    tell("");
    const { lost } = await queue.send({ isWoken: true }).catch(() => ({ lost: true }));
    now.removeAttribute("aria-busy");
    tell(lost ? words.lost : "");
  });
  queue.onChange(show);
  queue.watch();
  show();

  function tell(sentence) {
    status.textContent = sentence;
  }

  async function show() {
    const [waiting, sent] = await Promise.all([queue.list(), queue.kept.list()]);
    showActs(waiting.filter(({ kind }) => kind === "report"));
    showKept(sent);
    element.dataset.ready = "";
  }

  function showActs(waiting) {
    const ids = new Set(waiting.map(({ id }) => id));
    for (const [id, item] of items) {
      if (ids.has(id)) continue;
      // Whoever pressed something in it is not thrown to the beginning of the page.
      if (item.contains(document.activeElement)) element.querySelector("h2").focus();
      item.remove();
      items.delete(id);
    }
    for (const act of waiting) {
      if (!items.has(act.id)) {
        items.set(act.id, makeItem(act));
        acts.append(items.get(act.id));
      }
      fill(items.get(act.id), act);
    }
    acts.hidden = now.hidden = !waiting.length;
    part("empty").hidden = waiting.length > 0;
  }

  function makeItem(act) {
    const item = part("act").content.firstElementChild.cloneNode(true);
    const of = (name) => item.querySelector(`[data-act-${name}]`);
    showPicture(of("picture"), act);
    of("edit").addEventListener("click", () => change(act.id));
    of("drop").addEventListener("click", () => queue.dropFile(act.id, of("drop").dataset.key));
    of("delete").addEventListener("click", () => ask(true));
    of("stay").addEventListener("click", () => ask(false));
    of("really").addEventListener("click", async () => {
      await queue.remove(act.id);
      tell(words.deleted);
    });

    function ask(is) {
      of("sure").hidden = !is;
      of("ways").hidden = is;
      (is ? of("stay") : of("delete")).focus();
    }
    return item;
  }

  async function change(id) {
    const { edit } = await import("../later/draft.js");
    try {
      if (!(await edit(id, element.dataset.form))) tell(words.under_way);
    } catch (error) {
      tell(words.full);
      console.error("The report could not be opened.", error);
    }
  }

  async function showPicture(picture, act) {
    const file = act.files.find(({ kind }) => kind === "photo");
    const blob = file && (await queue.blob(file));
    const address = blob ? URL.createObjectURL(blob) : file?.thumb;
    if (!address) return;
    picture.addEventListener("error", () => (picture.hidden = true));
    picture.src = address;
    picture.hidden = false;
  }

  function fill(item, act) {
    const of = (name) => item.querySelector(`[data-act-${name}]`);
    const isWrong = act.state === "attention";
    const put = (name, sentence) => {
      if (of(name).textContent !== sentence) of(name).textContent = sentence;
    };
    item.dataset.state = act.state;
    put("label", act.label || words.report);
    put("place", [act.place, moment(act.addedAt)].filter(Boolean).join(" · "));
    put("state", words[act.state]);
    put("photos", act.files.length ? say(words.photos, { n: act.files.length }) : "");
    of("problem").hidden = !isWrong;
    put("said", isWrong ? [act.problem.sentence || words.refused, photoOf(act)].filter(Boolean).join(" ") : "");
    of("drop").hidden = !(isWrong && act.problem.file);
    of("drop").dataset.key = act.problem?.file || "";
    of("edit").disabled = of("delete").disabled = act.state === "sending";
    of("unsure").hidden = !act.isUnsure;
    const all = act.files.reduce((sum, { size }) => sum + size, 0);
    const gone = act.files.reduce((sum, { size, sent, token }) => sum + (token ? size : Math.min(size, sent)), 0);
    of("bar").hidden = act.state !== "sending" || !all;
    of("bar").value = all ? gone / all : 0;
  }

  /** Say which photo it is about, where there are several. */
  function photoOf(act) {
    const photos = act.files.filter(({ kind }) => kind === "photo");
    const n = photos.findIndex(({ key }) => key === act.problem.file) + 1;
    return n && photos.length > 1 ? say(words.which, { n }) : "";
  }

  function showKept(sent) {
    part("sent").hidden = !sent.length;
    kept.replaceChildren(
      ...sent.map((report) => {
        const item = part("report").content.firstElementChild.cloneNode(true);
        const of = (name) => item.querySelector(`[data-kept-${name}]`);
        of("link").href = report.address;
        of("link").textContent = report.title || words.report;
        of("facts").textContent = [report.publicId, report.place, moment(report.at)].filter(Boolean).join(" · ");
        of("older").hidden = !report.isOlder;
        of("forget").setAttribute("aria-label", say(words.forget, { id: report.publicId }));
        of("forget").addEventListener("click", async () => {
          await queue.kept.forget(report.publicId);
          tell(words.forgotten);
        });
        return item;
      }),
    );
  }

  function moment(at) {
    return new Date(at).toLocaleString([document.documentElement.lang, "uz"], { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  }
}
