// Names of areas give way to the circles that lie on them: a little aside, but within their own area, because in the
// neighbour's they would be wrong; where there is no room, they are not shown at all.

const STEP = 8;
const REACH = 10;
const GAP = 2;

/** Every way aside, in pixels, the shortest first. */
const ASIDE = [...Array(2 * REACH + 1).keys()]
  .flatMap((i) => [...Array(2 * REACH + 1).keys()].map((j) => [(i - REACH) * STEP, (j - REACH) * STEP]))
  .sort((one, other) => Math.hypot(...one) - Math.hypot(...other));

/** Move each label of a layer group to where no circle {x, y, radius} and no other label lies. */
export function giveWay(labels, circles) {
  const boxes = [];
  labels.eachLayer((marker) => marker.getElement() && boxes.push(boxOf(marker)));
  const taken = [];
  for (const box of boxes) {
    const open = ASIDE.map(([dx, dy]) => ({ ...box, x: box.x + dx, y: box.y + dy, moved: dx || dy })).filter(
      (place) => !circles.some((circle) => touches(place, circle)) && !taken.some((other) => overlap(place, other)),
    );
    // Best with all its corners inside; in a narrow area its middle has to do.
    const free = open.find((place) => !place.moved || within(place, 1)) || open.find((place) => within(place, 0));
    const { style } = box.element;
    style.visibility = free ? "" : "hidden";
    if (!free) continue;
    taken.push(free);
    style.marginLeft = `${free.x - box.x - box.wide / 2}px`;
    style.marginTop = `${free.y - box.y - box.high / 2}px`;
  }
}

/** Where a label belongs, how large its words and its element are, and the shape of its area. */
function boxOf(marker) {
  const element = marker.getElement();
  const words = document.createRange();
  words.selectNodeContents(element.firstElementChild || element);
  const { width, height } = words.getBoundingClientRect();
  const { x, y } = marker._map.latLngToLayerPoint(marker.getLatLng());
  return { element, x, y, width, height, wide: element.offsetWidth, high: element.offsetHeight, area: marker.options.area };
}

function touches(box, { x, y, radius }) {
  const dx = Math.max(0, Math.abs(x - box.x) - box.width / 2);
  const dy = Math.max(0, Math.abs(y - box.y) - box.height / 2);
  return Math.hypot(dx, dy) < radius + GAP;
}

function overlap(one, other) {
  return (
    Math.abs(one.x - other.x) < (one.width + other.width) / 2 + 2 * GAP &&
    Math.abs(one.y - other.y) < (one.height + other.height) / 2
  );
}

/** Whether a part of the label, from its middle (0) to its corners (1), lies in the area, drawn in the same pixels. */
function within({ x, y, width, height, area }, part) {
  const shape = area.getElement?.();
  return [-part / 2, part / 2].every((side) =>
    [-part / 2, part / 2].every((end) => shape?.isPointInFill(new DOMPoint(x + side * width, y + end * height))),
  );
}
