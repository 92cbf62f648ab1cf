// With the phone's place known, each job says how far away it is, and within a section what is late comes first,
// then the nearest.

import { distanceValue, metresBetween } from "../metres.js";
import { hearPlace } from "../place.js";
import { say, wordsOf } from "../words.js";

/** Move less than this, and the list stays as it is: it must not jump under a thumb. */
const STEADY = 100;

export default function jobsNear(element) {
  const words = wordsOf(element);
  let ordered = null;

  hearPlace((here) => {
    for (const job of element.querySelectorAll("[data-job]")) {
      const metres = metresBetween(here, { longitude: Number(job.dataset.lon), latitude: Number(job.dataset.lat) });
      const { unit, value } = distanceValue(metres);
      job.metres = metres;
      const told = job.querySelector("[data-distance]");
      told.hidden = false;
      told.lastElementChild.textContent = say(words[unit], { value });
    }
    if (ordered && metresBetween(ordered, here) < STEADY) return;
    if (element.contains(document.activeElement)) return;
    ordered = here;
    for (const list of element.querySelectorAll("[data-by-distance]")) {
      list.append(
        ...[...list.children].sort((one, other) => other.dataset.late - one.dataset.late || one.metres - other.metres),
      );
    }
  });
}
