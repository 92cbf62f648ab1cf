// The council's table, or list, and the map beside it light each other up.

export default function councilPanes(element) {
  const frame = element.querySelector("iframe");
  const rows = new Map([...element.querySelectorAll("[data-key]")].map((row) => [row.dataset.key, row]));
  const say = (key) => frame.contentWindow?.postMessage({ council: "point", key }, location.origin);

  for (const [key, row] of rows) {
    row.addEventListener("pointerenter", () => say(key));
    row.addEventListener("pointerleave", () => say(null));
    row.addEventListener("focusin", () => say(key));
    row.addEventListener("focusout", () => say(null));
  }

  // Nothing is measured again while a page is printed: the map has to have its size on paper before.
  window.addEventListener("beforeprint", () => {
    frame.classList.add("is-on-paper");
    frame.contentWindow?.fitToPaper?.();
  });
  window.addEventListener("afterprint", () => frame.classList.remove("is-on-paper"));

  window.addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.source !== frame.contentWindow) return;
    if (event.data?.council !== "point") return;
    for (const row of rows.values()) row.classList.remove("is-pointed");
    rows.get(event.data.key)?.classList.add("is-pointed");
  });
}
