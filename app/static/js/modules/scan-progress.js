// Says how far the search is, and shows the page anew when it has ended. Without this a button does both.
// Nobody looks at a hidden page, so it asks nothing then.

const EVERY_MS = 4000;

export default function scanProgress(element) {
  let timer = 0;

  async function ask() {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", redirect: "manual" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector('[data-module="scan-progress"]');
      if (!found) {
        location.reload();
        return;
      }
      for (const name of ["[data-scan-words]", "progress"]) {
        const [old, fresh] = [element.querySelector(name), found.querySelector(name)];
        if (old.textContent !== fresh.textContent) old.textContent = fresh.textContent;
        if (fresh.value !== undefined) old.value = fresh.value;
      }
    } catch {
      // Without a network nothing is known; the next time tells.
    }
    later();
  }

  function later() {
    window.clearTimeout(timer);
    if (!document.hidden) timer = window.setTimeout(ask, EVERY_MS);
  }

  document.addEventListener("visibilitychange", later);
  later();
}
