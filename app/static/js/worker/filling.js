// Fetching a crew's day: Today first, then the jobs in the order of the way, each page with what it shows. What was
// kept a moment ago and has not changed is not fetched again; what is not of the day any more goes at the end.

//: Nobody does more in a day.
const MOST_PAGES = 60;
//: Photos and voice messages of a day, on a phone with little room.
const MOST_BYTES = 48 * 1024 * 1024;
//: A page whose report has not changed is fetched again after this: what was said of it may have.
const FRESH_MS = 15 * 60 * 1000;
const AT_ONCE = 3;

/**
 * Fill `cache` with the day that is wanted. `before`: the facts of what is kept; `save(facts)` writes them down.
 * Returns {kept, of, isSignedOut, isFull}: how many of how many jobs are there, whole.
 */
export async function fill(cache, before, wanted, facts, save) {
  const { who, language, bounds } = wanted;
  const known = before?.who === String(who) && before.language === language && before.version === facts.version ? before.pages : {};
  const pages = [[facts.crew, ""], ...wanted.pages.slice(0, MOST_PAGES)];
  const found = { who: String(who), language, version: facts.version, at: Date.now(), pages: {}, isWhole: false };
  const needed = new Set([facts.factsKey, facts.areasKey, ...pages.map(([path]) => path)]);
  const outcome = { kept: 0, of: pages.length - 1, isSignedOut: false, isFull: false };
  let bytes = 0;
  await save({ ...found, pages: known });

  for (const address of facts.crewScripts) {
    needed.add(address);
    await get(address);
  }
  for (const [path, version] of pages) {
    const text = await pageOf(path, version);
    if (outcome.isSignedOut) return outcome;
    if (text === null) continue;
    const isWhole = await having(resourcesOf(text, facts));
    if (path !== facts.crew && isWhole) outcome.kept += 1;
    await save(found);
  }
  await keepAreas();
  // Where something did not come the old stays: it is better than nothing.
  if (outcome.kept === outcome.of) await forgetOthers();
  await save({ ...found, isWhole: outcome.kept === outcome.of });
  return outcome;

  /** Return a page's text, from the phone where it is still right; null where it did not come. */
  async function pageOf(path, version) {
    const last = known[path];
    const kept = last && last.version === version && path !== facts.crew && Date.now() - last.at < FRESH_MS && (await cache.match(path));
    if (kept) {
      found.pages[path] = last;
      return kept.text();
    }
    try {
      const answer = await fetch(path, { credentials: "same-origin", redirect: "manual", cache: "no-store", headers: { Accept: "text/html" } });
      const text = answer.type === "opaqueredirect" ? "" : await answer.text();
      // Nobody is signed in any more, or somebody else: nothing of this may stay.
      outcome.isSignedOut = answer.type === "opaqueredirect" || answer.status === 403 || (answer.ok && !isOf(text, who));
      if (answer.status === 404) await cache.delete(path);
      if (!answer.ok || outcome.isSignedOut) return null;
      await put(path, facts.mark(text, answer));
      found.pages[path] = { version, at: Date.now() };
      return text;
    } catch {
      if (last && (await cache.match(path))) found.pages[path] = last;
      return null;
    }
  }

  /** Have these addresses, a few at once; says whether all of them are there. */
  async function having(addresses) {
    let isWhole = true;
    for (let i = 0; i < addresses.length; i += AT_ONCE) {
      const some = addresses.slice(i, i + AT_ONCE);
      some.forEach((address) => needed.add(address));
      const there = await Promise.all(some.map(get));
      isWhole &&= there.every(Boolean);
    }
    return isWhole;
  }

  async function get(address) {
    const kept = await cache.match(address, { ignoreVary: true });
    if (kept) {
      bytes += Number(kept.headers.get("Content-Length")) || 0;
      return true;
    }
    if (bytes > MOST_BYTES) {
      outcome.isFull = true;
      return false;
    }
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      // What is not there at all is not missed: the page says so itself.
      if (answer.status === 404) return true;
      if (!answer.ok) return false;
      bytes += Number(answer.headers.get("Content-Length")) || 0;
      return await put(address, answer);
    } catch {
      return false;
    }
  }

  async function put(address, answer) {
    try {
      await cache.put(address, answer);
      return true;
    } catch (error) {
      outcome.isFull ||= error.name === "QuotaExceededError";
      return false;
    }
  }

  /** The shapes of the area around all jobs: the ground of their maps where no tile comes. */
  async function keepAreas() {
    if (!bounds) return;
    try {
      const answer = await fetch(`${facts.areas}?${new URLSearchParams({ ...bounds, zoom: 15 })}`, { headers: { Accept: "application/json" } });
      if (answer.ok) await put(facts.areasKey, answer);
    } catch {
      // The map has its pins without them.
    }
  }

  async function forgetOthers() {
    for (const request of await cache.keys()) {
      const { pathname, search } = new URL(request.url);
      if (!needed.has(pathname + search)) await cache.delete(request);
    }
  }
}

/** Whether a page was made for this person. */
export function isOf(text, who) {
  return text.includes(`data-kept-for="${who}"`);
}

/** Return what a page needs to be whole: our files, the photos that it shows, the voice message. */
export function resourcesOf(text, { files, photos, crew }) {
  const inside = (start, ending = "") => new RegExp(`${start.replaceAll("/", "\\/")}[^"'\\s<>&#]+${ending}`, "g");
  const found = new Set(text.match(inside(files)) || []);
  for (const photo of text.match(inside(photos, "\\.webp")) || []) if (!photo.endsWith("/large.webp")) found.add(photo);
  for (const heard of text.match(inside(crew, "\\/recording")) || []) found.add(heard);
  return [...found];
}
