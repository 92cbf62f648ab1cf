// What the heatmap's document answers to, besides council-map.js: the steps that play, and the map beside it.

import { wordsOf } from "../words.js";

const L = window.L;

export default function heatMap(element) {
  const { map_council: map } = window;
  const words = wordsOf(element);
  const say = (message) => {
    if (window.parent !== window) window.parent.postMessage(message, location.origin);
  };
  hexagonsTell(window.geo_json_hexagons);
  const show = steps(element, map, words);
  const look = together(element, map, say);
  window.addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.source !== window.parent) return;
    const { heat, ...rest } = event.data || {};
    if (heat === "hello") say({ heat: "ready" });
    if (heat === "data") show.data(rest.data);
    if (heat === "step") show.step(rest.n, rest.message);
    if (heat === "view" || heat === "layer" || heat === "fit") look(heat, rest);
  });
  say({ heat: "ready" });
}

function hexagonsTell(layer) {
  layer?.eachLayer((one) => one.bindTooltip(written(one.feature.properties.told), { sticky: true, opacity: 1 }));
}

/** Texts are texts, whatever they contain. */
function written(text) {
  const box = document.createElement("span");
  box.textContent = text;
  return box;
}

/** Show one of many steps: its picture, its hexagons, its sentence. */
function steps(element, map, words) {
  let data = null;
  let overlay = window.image_overlay_heat || null;
  let hexagons = null;

  const draw = () => {
    window.geo_json_hexagons?.remove();
    hexagons = data.hexagons.map((ring) => L.polygon(ring, { pane: "heat", className: "council-hexagon" }));
    for (const one of hexagons) {
      one.bindTooltip("", { sticky: true, opacity: 1 });
      one.addTo(map);
    }
  };

  const picture = (address, alt) => {
    if (!address) {
      overlay?.remove();
      overlay = null;
    } else if (overlay) {
      overlay.setUrl(address);
    } else {
      overlay = L.imageOverlay(address, data.bounds, { pane: "heat", className: "council-heat", alt }).addTo(map);
    }
    if (overlay?.getElement()) overlay.getElement().alt = alt;
  };

  return {
    data(found) {
      data = found;
      if (data.pictures.length) draw();
    },
    step(n, message) {
      if (!data || !data.pictures.length) return;
      picture(data.pictures[n], message);
      hexagons.forEach((one, place) => {
        const shade = data.shades[n][place];
        one.getElement()?.setAttribute("class", `leaflet-interactive council-hexagon shade-${shade}`);
        const value = data.values[n][place];
        one.setTooltipContent(written(`${words.what}: ${data.told[value] ?? value}`));
      });
      element.querySelector("[data-heat-said]").textContent = message;
    },
  };
}

/** Tell the map beside this one where this one looks, and look where it looks. */
function together(element, map, say) {
  const choices = [...element.querySelectorAll('input[name="layer"]')];
  let following = false;
  let own = false;
  let moved = false;
  // It has found by itself from where all of its area is seen; the other one may have less room.
  const fitted = () => say({ heat: "fitted", zoom: map.getZoom() });
  for (const kind of ["pointerdown", "wheel", "keydown"]) {
    map.getContainer().addEventListener(kind, () => (own = true), { passive: true });
  }
  map.on("move", () => {
    const { lat, lng } = map.getCenter();
    if (following) return;
    moved ||= own;
    if (own) say({ heat: "view", centre: [lat, lng], zoom: map.getZoom() });
    else fitted();
  });
  for (const choice of choices) {
    choice.addEventListener("change", () => {
      if (!following) say({ heat: "layer", value: choice.value });
    });
  }
  fitted();
  return (kind, { centre, zoom, value }) => {
    following = true;
    if (kind === "fit" && !moved) map.setZoom(zoom, { animate: false });
    if (kind === "view") {
      // The map was moved by somebody's hand, though not by a hand on this one: it must not turn back by itself.
      map.getContainer().dispatchEvent(new Event("pointerdown"));
      own = false;
      moved = true;
      map.setView(centre, zoom, { animate: false });
    }
    const choice = choices.find((one) => one.value === value);
    if (choice && !choice.checked) {
      choice.checked = true;
      choice.dispatchEvent(new Event("change"));
    }
    following = false;
  };
}
