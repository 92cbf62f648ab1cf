// Keeps the inbox as it stands, without reloading: asks now and then whether anything changed (304: nothing did), and
// never while nobody sees the page. What somebody is busy with is not pulled away: then it only says what is new.

const EVERY_MS = 15_000;
const AT_MOST_MS = 120_000;

export default function inboxLive(element) {
  const words = JSON.parse(element.dataset.words);
  const lanes = document.querySelector("nav[data-live-lanes]");
  const list = element.querySelector("[data-live-list]");
  const said = element.querySelector("[data-live-words]");
  const show = element.querySelector("[data-live-show]");
  let mark = `"${element.dataset.mark}"`;
  let wait = EVERY_MS;
  let timer = 0;
  let fresh = null;

  const numbers = (within) => [...within.querySelectorAll("[data-report]")].map((row) => row.dataset.report);

  function later(ms) {
    window.clearTimeout(timer);
    if (!document.hidden) timer = window.setTimeout(ask, ms);
  }

  async function ask() {
    try {
      const answer = await fetch(element.dataset.live, {
        headers: { "If-None-Match": mark, Accept: "text/html, application/json;q=0.9" },
        credentials: "same-origin",
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        say(words.ended);
        return;
      }
      if (!answer.ok && answer.status !== 304) throw new Error(`${answer.status}`);
      if (answer.status === 200) {
        mark = answer.headers.get("ETag") || mark;
        take(await answer.text());
      } else if (said.textContent === words.offline) say("");
      wait = EVERY_MS;
    } catch {
      // A server that has trouble is asked less and less often.
      wait = Math.min(wait * 2, AT_MOST_MS);
      say(words.offline);
    }
    later(wait);
  }

  function take(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    fill(lanes, page.querySelector("[data-live-lanes]"));
    fresh = page.querySelector("[data-live-list]");
    const before = new Set(numbers(list));
    const added = numbers(fresh).filter((number) => !before.has(number));
    if (isBusy()) {
      say(added.length ? `${words.new} ${added.length}` : "");
      show.hidden = false;
    } else {
      put();
      say(added.length ? `${words.new} ${added.length}` : "");
      for (const number of added) rowOf(number)?.classList.add("inbox-fresh");
    }
  }

  function put() {
    if (!fresh) return;
    const picked = new Set([...list.querySelectorAll("[name=pick]:checked")].map((box) => box.value));
    fill(list, fresh);
    fresh = null;
    show.hidden = true;
    for (const box of list.querySelectorAll("[name=pick]")) box.checked = picked.has(box.value);
    list.dispatchEvent(new CustomEvent("inbox:shown", { bubbles: true }));
  }

  // Focus stays where it was, by what is focused and not by its place.
  function fill(place, from) {
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    const again = focused?.matches("a[href]") ? `a[href="${CSS.escape(focused.getAttribute("href"))}"]` : "";
    place.replaceChildren(...[...from.childNodes].map((node) => document.importNode(node, true)));
    if (again) place.querySelector(again)?.focus();
  }

  function isBusy() {
    return list.contains(document.activeElement) || list.matches(":hover") || list.querySelector("[name=pick]:checked");
  }

  function say(sentence) {
    if (said.textContent !== sentence) said.textContent = sentence;
  }

  const rowOf = (number) => list.querySelector(`[data-report="${CSS.escape(number)}"]`);

  show.addEventListener("click", () => {
    put();
    say("");
    (list.querySelector(".inbox-row a") || element.querySelector("h1")).focus();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) window.clearTimeout(timer);
    else ask();
  });
  later(EVERY_MS);
}
