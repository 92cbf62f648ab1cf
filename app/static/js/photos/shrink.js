// A photo of five megabytes takes two minutes on a slow line; the same photo at 2048 pixels takes ten seconds.

import { readFacts, writeFacts } from "./exif.js";

const LONGEST = 2048;
const ENOUGH_BYTES = 500 * 1024;
//: Each try is smaller than the one before; the first that is small enough is taken, or else the last.
const TRIES = [
  { longest: LONGEST, quality: 0.82 },
  { longest: LONGEST, quality: 0.7 },
  { longest: LONGEST, quality: 0.55 },
  { longest: 1600, quality: 0.6 },
];

/**
 * Return {blob, facts}: the photo upright and small, and what its file said about time and place.
 * What this browser cannot decode (HEIC, mostly) or what is small already goes as it is.
 */
export async function prepare(file, exifAddress) {
  const facts = await readFacts(file, exifAddress);
  const blob = await shrink(file, facts).catch(() => file);
  return { blob, facts };
}

async function shrink(file, facts) {
  const picture = await decode(file);
  try {
    const { width, height } = picture;
    const longest = Math.max(width, height);
    if (longest <= LONGEST && file.size <= ENOUGH_BYTES) return file;
    let smaller = null;
    for (const { longest: wanted, quality } of TRIES) {
      const scale = Math.min(1, wanted / longest);
      smaller = await encode(picture, Math.round(width * scale), Math.round(height * scale), quality);
      if (smaller.size <= ENOUGH_BYTES) break;
    }
    return smaller.size < file.size || longest > LONGEST ? await writeFacts(smaller, facts) : file;
  } finally {
    picture.close?.();
  }
}

/** Decode upright, away from the page's own thread where the browser can. */
async function decode(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    const picture = new Image();
    const address = URL.createObjectURL(file);
    try {
      picture.src = address;
      await picture.decode();
      return picture;
    } finally {
      URL.revokeObjectURL(address);
    }
  }
}

async function encode(picture, width, height, quality) {
  const canvas = window.OffscreenCanvas ? new OffscreenCanvas(width, height) : document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const ground = canvas.getContext("2d", { alpha: false });
  ground.fillStyle = "#fff";
  ground.fillRect(0, 0, width, height);
  ground.imageSmoothingQuality = "high";
  ground.drawImage(picture, 0, 0, width, height);
  const blob = canvas.convertToBlob
    ? await canvas.convertToBlob({ type: "image/jpeg", quality })
    : await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
  if (!blob) throw new Error("The browser could not encode the picture.");
  return blob;
}
