// A filled-in report form as an act that can wait: its fields, its files, and the words for the list.

//: The form's own names for files, and the names under which their tokens are sent.
const TOKENS = { photos: "photo_token", recording: "recording_token" };
const KINDS = { photos: "photo", recording: "recording" };
const NOT_FIELDS = new Set(["csrf_token", "action", ...Object.values(TOKENS)]);
//: A photo is made smaller first, if that does not take for ever.
const PATIENCE_MS = 8_000;

/** Return the act, for `queue.add`. */
export async function gather(form, { url, who, parts, plain, arrived }) {
  await Promise.race([form.photosReady?.(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_FIELDS.has(name));
  const id = form.elements.client_uuid.value;
  return {
    id, kind: "report", url, who, fields,
    files: filesOf(form),
    upload: { parts, plain },
    order: `report:${id}`,
    label: serviceOf(form),
    place: placeOf(form),
    words: { arrived },
  };
}

/** Return a form's photos and recording for `queue.add`: by token where the server has them, else by their bytes. */
export function filesOf(form) {
  const waiting = form.waitingPhotos || [];
  const files = [];
  for (const tile of form.querySelectorAll("[data-photo-strip] > *")) {
    const token = tile.querySelector(`input[name=${TOKENS.photos}]:not([type=checkbox]:not(:checked))`)?.value;
    const picture = tile.querySelector("img")?.getAttribute("src") || "";
    const known = form.keptPhotos?.get(token);
    if (token) files.push(file("photos", { token, blob: known?.blob, name: known?.name, fields: known?.fields, thumb: picture.startsWith("blob:") ? "" : picture }));
    else if (waiting.includes(tile.entry)) files.push(file("photos", tile.entry));
  }
  const spoken = waiting.find(({ meta }) => meta.field === "recording");
  const token = form.elements.recording_token?.value;
  if (spoken) files.push(file("recording", { ...spoken, seconds: spoken.meta.seconds }));
  else if (token) files.push(file("recording", { token, seconds: Number(form.querySelector("[data-length]")?.dataset.length || 0) }));
  // What was chosen where no script took it.
  for (const input of form.querySelectorAll("input[type=file]")) {
    for (const chosen of input.files) files.push(file(input.name, { blob: chosen, name: chosen.name }));
  }
  return files;
}

function file(name, { blob, name: called = "", token = "", thumb = "", seconds = 0, fields = [] }) {
  return { blob, name: called, field: TOKENS[name], kind: KINDS[name], token, thumb, fields, meta: { seconds } };
}

function serviceOf(form) {
  const chosen = form.querySelector("input[name=service_code]:checked");
  return chosen?.closest(".choice")?.querySelector(".choice-words")?.firstChild.textContent.trim() || "";
}

function placeOf(form) {
  const said = form.querySelector("[data-check=where]")?.textContent.trim();
  const { address, latitude, longitude } = form.elements;
  return said && said !== "—" ? said : address.value.trim() || `${latitude.value}, ${longitude.value}`;
}
