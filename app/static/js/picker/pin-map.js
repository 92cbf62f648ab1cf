// The map under the pin: the pin stands in the middle, the map moves beneath it. Leaflet comes with it, late.

const CLOSE = 17;

/** Fetch Leaflet and its sheets, then make the map. `moved` hears {lat, lng} of what a person moved. */
export async function makePinMap(ground, { script, styles, moving, moved }) {
  await Promise.all([addScript(script), ...styles.map(addSheet)]);
  const { createMap } = await import("../map-base.js");
  const L = window.L;
  const map = createMap(ground, { zoomPosition: "topright" });
  map.options.scrollWheelZoom = "center";
  let ring = null;
  let at = null;
  let ours = false;
  let touched = false;

  map.on("movestart", () => moving(true));
  map.on("move", tell);
  map.on("moveend", () => {
    moving(false);
    tell();
  });
  // Only what a person did moves the pin; making the map, or its new size, does not.
  for (const name of ["pointerdown", "wheel", "keydown"]) {
    ground.addEventListener(name, () => (touched = true), { capture: true, passive: true });
  }
  map.on("resize", () => at && look(at, map.getZoom()));

  function tell() {
    if (ours || !touched) return;
    map.isPlaced = true;
    const centre = map.getCenter();
    if (at && centre.equals(at, 1e-7)) return;
    at = centre;
    moved(centre);
  }

  function look(centre, zoom) {
    ours = true;
    map.setView(centre, zoom, { animate: false });
    ours = false;
  }

  return {
    /** Put the pin on a place; the map comes close, and closer only where it was far. A wide place is shown whole. */
    show({ latitude, longitude, zoom = CLOSE, accuracy = 0, isWide = false }) {
      at = L.latLng(latitude, longitude);
      map.isPlaced = true;
      // What was put here is not a person's move until one begins.
      touched = false;
      ring?.remove();
      ring = null;
      if (!accuracy) return look(at, isWide ? zoom : Math.max(zoom, map.getZoom()));
      ring = L.circle(at, { radius: accuracy, className: "accuracy", interactive: false }).addTo(map);
      look(at, Math.min(CLOSE, map.getBoundsZoom(ring.getBounds())));
    },
    /** Take the circle away: what it was drawn around is not where the pin is any more. */
    forgetAccuracy() {
      ring?.remove();
      ring = null;
    },
    /** Light the mahalla up. */
    light(area) {
      map.areas?.light(area);
    },
  };
}

function addScript(address) {
  if (window.L) return Promise.resolve();
  return added(Object.assign(document.createElement("script"), { src: address }));
}

function addSheet(address) {
  if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
  return added(Object.assign(document.createElement("link"), { rel: "stylesheet", href: address }));
}

function added(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => {
      element.remove();
      reject(new Error("A part of the map did not come."));
    });
    document.head.append(element);
  });
}
