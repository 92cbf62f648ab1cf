// The place inside a photo: good for the pin, or from somewhere else.

import { address, latest } from "../ask.js";

const question = latest();

/** Say what a photo's place is worth: "none", "here" or "elsewhere". */
export async function judgePlace({ latitude, longitude }, whereUrl) {
  if (latitude === undefined || longitude === undefined) return "none";
  // What receivers write when they do not know: an island in the Gulf of Guinea that is not there.
  if (Math.abs(latitude) < 1e-4 && Math.abs(longitude) < 1e-4) return "elsewhere";
  const answer = await question(address(whereUrl, { lon: longitude.toFixed(6), lat: latitude.toFixed(6) }));
  // Without an answer it is taken for good: the pin can be moved, and the server looks at it again.
  if (!answer?.data) return "here";
  return answer.data.problem ? "elsewhere" : "here";
}
