// Metres between two places, along the sphere; the same formula as geo/metres.py.

const RADIUS = 6371008.8;
const radians = (degrees) => (degrees * Math.PI) / 180;

/** Return the metres between two places, each {longitude, latitude}. */
export function metresBetween(here, there) {
  const half =
    Math.sin(radians(there.latitude - here.latitude) / 2) ** 2 +
    Math.cos(radians(here.latitude)) *
      Math.cos(radians(there.latitude)) *
      Math.sin(radians(there.longitude - here.longitude) / 2) ** 2;
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** Return a distance as people say it: 40 m, 1.2 km. `words` has the sentences {m} and {km}. */
export function distanceValue(metres) {
  if (metres < 1000) return { unit: "m", value: metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10 };
  return { unit: "km", value: Math.round(metres / 100) / 10 };
}
