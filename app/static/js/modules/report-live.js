// Says when somebody else changes the report that is on the screen. It changes nothing by itself: somebody may be
// writing. Nobody looks at a hidden page, so it asks nothing then.

const EVERY_MS = 15_000;

export default function reportLive(element) {
  const words = JSON.parse(element.dataset.words);
  const mark = `"${element.dataset.version}"`;
  let timer = 0;

  async function ask() {
    try {
      const answer = await fetch(element.dataset.live, {
        headers: { "If-None-Match": mark },
        credentials: "same-origin",
        redirect: "manual",
      });
      if (answer.status === 200) return say(words.changed, true);
      if (answer.status === 404) return say(words.gone, false);
      if (answer.type === "opaqueredirect") return undefined;
    } catch {
      // Without a network nothing is known; the next time tells.
    }
    return later();
  }

  function say(sentence, shows) {
    element.querySelector("[data-live-words]").textContent = sentence;
    element.querySelector("[data-live-show]").hidden = !shows;
  }

  function later() {
    window.clearTimeout(timer);
    if (!document.hidden) timer = window.setTimeout(ask, EVERY_MS);
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) window.clearTimeout(timer);
    else if (!element.textContent.trim() || element.querySelector("[data-live-words]").textContent === "") ask();
  });
  later();
}
