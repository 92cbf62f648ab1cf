// A crew's day on its phone: Today, the pages of its jobs, their photos, what they need, and the shapes of the area.
// Kept for the one who is signed in alone: a page that is not that person's is never put in, and everything goes when
// somebody signs out, or signs in. Bounded, and fetched anew wherever there is a network.

import { fill, isOf, resourcesOf } from "./filling.js";

const CACHE = "day";
const FACTS = "/.day-facts";
const AREAS = "/.day-areas";
//: What was kept longer ago is no day any more.
const LONGEST_MS = 72 * 3600 * 1000;
//: Addresses below a job that are pages of their own.
const NOT_JOBS = new Set(["order", "photos", "queued"]);
const TOGETHER = "together";

/** `facts`: {version, files, photos, crew, crewScripts, areas}: paths of the server, and the crew's scripts. */
export function makeDay(facts) {
  const { crew } = facts;

  /** Return under which path a day holds an address: Today, a job, the jobs at one place; "" where it is none of these. */
  function pathOf({ pathname, search }) {
    if (pathname === crew) return crew;
    if (!pathname.startsWith(crew)) return "";
    const name = pathname.slice(crew.length);
    // Which jobs they are stands behind the question mark.
    if (name === TOGETHER) return search ? pathname + search : "";
    return name === "" || name.includes("/") || NOT_JOBS.has(name) ? "" : pathname;
  }

  /** Return {who, language, at, pages}, or null where no day is kept. One that is too old goes. */
  async function known() {
    if (!(await caches.has(CACHE))) return null;
    const cache = await caches.open(CACHE);
    const found = await (await cache.match(FACTS))?.json();
    // One that is being filled for the first time says nothing of itself yet.
    if (!found) return null;
    if (Date.now() - found.at < LONGEST_MS) return found;
    await caches.delete(CACHE);
    return null;
  }

  function wipe() {
    return caches.delete(CACHE);
  }

  /** Somebody is signed in (or nobody, ""): a day of anybody else goes. */
  async function here(who) {
    const found = await known();
    if (found && found.who !== String(who)) await wipe();
  }

  /** Have this day on the phone: {who, language, pages: [[path, version]], bounds}. Returns {kept, of}. */
  function keep(wanted) {
    return self.navigator.locks.request("day:fill", async () => {
      await here(wanted.who);
      const before = await known();
      // Opened once: what is wiped meanwhile stays wiped, whatever is still put into this one.
      const cache = await caches.open(CACHE);
      const save = (found) => cache.put(FACTS, new Response(JSON.stringify(found)));
      const outcome = await fill(cache, before, wanted, { ...facts, areasKey: AREAS, factsKey: FACTS, mark }, save);
      if (outcome.isSignedOut) await wipe();
      return outcome;
    });
  }

  /** The network answered a page of the crew's: keep it, or hear that it is nobody's here any more. */
  async function took(path, answer) {
    const found = await known();
    if (!found) return;
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return wipe();
    const cache = await caches.open(CACHE);
    if (answer.status === 404) return cache.delete(path);
    if (answer.status !== 200) return undefined;
    const text = await answer.text();
    if (!isOf(text, found.who)) return wipe();
    if (path !== crew && !(path in found.pages)) return undefined;
    await cache.put(path, mark(text, answer));
    // What is new on it comes along; what does not come is missed only without a network.
    const missing = resourcesOf(text, facts);
    for (const address of missing) if (!(await cache.match(address))) await cache.add(address).catch(() => {});
  }

  async function page(path) {
    return (await known()) ? (await caches.open(CACHE)).match(path, { ignoreVary: true }) : undefined;
  }

  /** Return a kept file, photo or recording; a large photo that is not kept comes as the smaller one. */
  async function file(address) {
    if (!(await caches.has(CACHE))) return undefined;
    const cache = await caches.open(CACHE);
    const { pathname } = new URL(address);
    const isPhoto = pathname.startsWith(facts.photos);
    return (
      (await cache.match(address, { ignoreVary: true })) ||
      (isPhoto && (await cache.match(address.replace(/\/large\.webp$/, "/medium.webp"), { ignoreVary: true }))) ||
      undefined
    );
  }

  async function areas() {
    return (await known()) ? (await caches.open(CACHE)).match(AREAS) : undefined;
  }

  return { pathOf, here, keep, took, page, file, areas, wipe };
}

/** A page as it is kept: it says of itself when that was. */
function mark(text, answer) {
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Set-Cookie"]) headers.delete(name);
  return new Response(text.replace("<html ", `<html data-kept="${Date.now()}" `), { headers });
}

/** Answer a question for a part of a file with that part: players ask so. */
export async function partOf(answer, range) {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(range || "");
  if (!asked) return answer;
  const whole = await answer.blob();
  const end = Math.min(asked[2] ? Number(asked[2]) : whole.size - 1, whole.size - 1);
  const headers = new Headers(answer.headers);
  headers.set("Content-Range", `bytes ${asked[1]}-${end}/${whole.size}`);
  headers.set("Content-Length", String(end + 1 - Number(asked[1])));
  return new Response(whole.slice(Number(asked[1]), end + 1), { status: 206, headers });
}
