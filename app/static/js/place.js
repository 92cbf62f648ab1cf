// Where the phone is, for every module of a page: told once, heard by those that start later too.

const hearers = new Set();
let known = null;

/** Tell the page where the phone is: {longitude, latitude, accuracy}. */
export function tellPlace(place) {
  known = place;
  hearers.forEach((hear) => hear(place));
}

/** Call `hear` with the phone's place, at once if it is known, and whenever it changes. */
export function hearPlace(hear) {
  hearers.add(hear);
  if (known) hear(known);
}
