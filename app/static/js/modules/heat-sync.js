// Two heatmaps beside one another look at the same place from the same height and show the same layer.

export default function heatSync(element) {
  const frames = [...element.querySelectorAll("iframe")];
  if (frames.length < 2) return;
  const zooms = new Map();
  window.addEventListener("message", (event) => {
    if (event.origin !== location.origin) return;
    if (event.data?.heat === "fitted") {
      zooms.set(event.source, event.data.zoom);
      const told = frames.map((frame) => zooms.get(frame.contentWindow));
      if (told.includes(undefined)) return;
      for (const frame of frames) frame.contentWindow.postMessage({ heat: "fit", zoom: Math.min(...told) }, location.origin);
    }
    if (event.data?.heat !== "view" && event.data?.heat !== "layer") return;
    for (const frame of frames) {
      if (frame.contentWindow !== event.source) frame.contentWindow?.postMessage(event.data, location.origin);
    }
  });
  // council-panes.js makes the first one ready for paper.
  window.addEventListener("beforeprint", () => {
    for (const frame of frames.slice(1)) {
      frame.classList.add("is-on-paper");
      frame.contentWindow?.fitToPaper?.();
    }
  });
  window.addEventListener("afterprint", () => {
    for (const frame of frames) frame.classList.remove("is-on-paper");
  });
}
