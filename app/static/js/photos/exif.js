// When and where a photo was taken: read out of any file a phone makes, and written into the smaller one.
// Without the second half the server could not tell the time of a crew's proof; it strips all of it again.

const TAG = { date: 0x9003, offset: 0x9011, status: 0x0009 };
const GPS = { latitudeRef: 1, latitude: 2, longitudeRef: 3, longitude: 4 };

/**
 * Read a file's facts: {date, offset, latitude, longitude}, each undefined where it does not say.
 * `address` is where exifr lies. What cannot be read says nothing; a damaged file is the server's to refuse.
 */
export async function readFacts(file, address) {
  try {
    const { default: exifr } = await import(address);
    const found = await exifr.parse(file, {
      ifd0: false,
      exif: [TAG.date, TAG.offset],
      gps: true,
      mergeOutput: false,
      translateKeys: false,
      translateValues: false,
      reviveValues: false,
    });
    const gps = found?.gps || {};
    const hasFix = text(gps[TAG.status]) !== "V";
    return {
      date: text(found?.exif?.[TAG.date]) || undefined,
      offset: text(found?.exif?.[TAG.offset]) || undefined,
      latitude: hasFix ? degrees(gps[GPS.latitude], gps[GPS.latitudeRef], "S", 90) : undefined,
      longitude: hasFix ? degrees(gps[GPS.longitude], gps[GPS.longitudeRef], "W", 180) : undefined,
    };
  } catch {
    return {};
  }
}

function text(value) {
  return typeof value === "string" ? value.replace(/\0/g, "").trim() : "";
}

function degrees(parts, ref, negative, limit) {
  const numbers = Array.from(parts || [], Number);
  if (!text(ref) || !numbers.length || numbers.some((n) => !Number.isFinite(n) || n < 0)) return undefined;
  const value = numbers.reduce((sum, part, power) => sum + part / 60 ** power, 0);
  if (value > limit) return undefined;
  return text(ref).toUpperCase() === negative ? -value : value;
}

/** Return a JPEG with these facts in it, and nothing else about its maker. Without facts, the JPEG itself. */
export async function writeFacts(jpeg, facts) {
  const details = [];
  const gps = [];
  if (facts.date) details.push([TAG.date, 2, ascii(facts.date)]);
  if (facts.date && facts.offset) details.push([TAG.offset, 2, ascii(facts.offset)]);
  if (facts.latitude !== undefined && facts.longitude !== undefined) {
    gps.push([GPS.latitudeRef, 2, ascii(facts.latitude < 0 ? "S" : "N")]);
    gps.push([GPS.latitude, 5, sexagesimal(facts.latitude)]);
    gps.push([GPS.longitudeRef, 2, ascii(facts.longitude < 0 ? "W" : "E")]);
    gps.push([GPS.longitude, 5, sexagesimal(facts.longitude)]);
  }
  if (!details.length && !gps.length) return jpeg;
  const bytes = new Uint8Array(await jpeg.arrayBuffer());
  const tiff = tiffOf(details, gps);
  const head = [0xff, 0xe1, (tiff.length + 8) >> 8, (tiff.length + 8) & 0xff, ...ascii("Exif"), 0];
  // Behind the mark that begins every JPEG, before all else.
  return new Blob([bytes.subarray(0, 2), new Uint8Array([...head, ...tiff]), bytes.subarray(2)], { type: "image/jpeg" });
}

function ascii(words) {
  return [...words].map((letter) => letter.charCodeAt(0) & 0x7f).concat(0);
}

/** Degrees, minutes and seconds to a thousandth, each a pair of numbers. */
function sexagesimal(value) {
  const thousandths = Math.round(Math.abs(value) * 3600000);
  const parts = [
    [Math.floor(thousandths / 3600000), 1],
    [Math.floor(thousandths / 60000) % 60, 1],
    [thousandths % 60000, 1000],
  ];
  return parts.flatMap(([over, under]) => [...four(over), ...four(under)]);
}

function four(n) {
  return [n & 0xff, (n >> 8) & 0xff, (n >> 16) & 0xff, (n >>> 24) & 0xff];
}

/** A TIFF (6.0, section 2) of one directory that names two others. */
function tiffOf(details, gps) {
  const pointers = [details.length && 0x8769, gps.length && 0x8825].filter(Boolean);
  const out = [0x49, 0x49, 42, 0, 8, 0, 0, 0];
  let next = 8 + 6 + 12 * pointers.length;
  const bodies = [details, gps].filter((entries) => entries.length).map((entries) => {
    const body = directory(entries, next);
    const at = next;
    next += body.length;
    return [at, body];
  });
  out.push(...directory(bodies.map(([at], i) => [pointers[i], 4, four(at)]), 8));
  bodies.forEach(([, body]) => out.push(...body));
  return out;
}

/** One directory that begins at `start`; what does not fit into four bytes stands behind it. */
function directory(entries, start) {
  const size = { 2: 1, 4: 4, 5: 8 };
  const out = [entries.length & 0xff, entries.length >> 8];
  const behind = [];
  const after = start + 6 + 12 * entries.length;
  for (const [tag, type, bytes] of entries) {
    out.push(tag & 0xff, tag >> 8, type, 0, ...four(bytes.length / size[type]));
    if (bytes.length > 4) {
      out.push(...four(after + behind.length));
      behind.push(...bytes, ...(bytes.length % 2 ? [0] : []));
    } else out.push(...bytes, ...Array(4 - bytes.length).fill(0));
  }
  return [...out, 0, 0, 0, 0, ...behind];
}
