// The shell: a few pages as everybody sees them, in the reader's language, and every file that they need.
// Its cache is named for the fingerprint of all files together: a new release fills its own, then the old one goes.

const PREFIX = "shell-";
const FACTS = "/.shell-facts";
//: The newest reports on the kept map are at most so old, wherever there is a network now and then.
const FRESH_MS = 12 * 3600 * 1000;
const AT_ONCE = 4;

/** `facts`: {version, pages, scripts, files}: the fingerprint, the pages' paths, the scripts, where files lie. */
export function makeShell({ version, pages, scripts, files }) {
  const name = `${PREFIX}${version}`;
  // Addresses of files, wherever in a page they stand: up to a quote, a blank, or what an address does not hold.
  const inPage = new RegExp(`${files.replaceAll("/", "\\/")}[^"'\\s<>&#]+`, "g");

  async function facts(cache) {
    return (await (await cache.match(FACTS))?.json()) || null;
  }

  /** Fill the cache of a new release in the language of the one before; the first time nobody has said which. */
  async function renew() {
    for (const old of (await caches.keys()).filter((key) => key.startsWith(PREFIX))) {
      const known = await facts(await caches.open(old));
      if (known) return fill(known.language);
    }
  }

  /** Have the pages in this language, not too old. */
  async function keep(language) {
    const known = await facts(await caches.open(name));
    if (known?.language === language && Date.now() - known.at < FRESH_MS) return;
    await self.navigator.locks.request("shell:fill", { ifAvailable: true }, (lock) => lock && fill(language));
  }

  async function fill(language) {
    const cache = await caches.open(name);
    const fetched = await Promise.all(pages.map((path) => fetchPage(path, language)));
    const needed = new Set(scripts);
    for (const { text } of fetched) (text.match(inPage) || []).forEach((address) => needed.add(address));
    const missing = [];
    for (const address of needed) if (!(await cache.match(address))) missing.push(address);
    for (let i = 0; i < missing.length; i += AT_ONCE) await Promise.all(missing.slice(i, i + AT_ONCE).map((address) => fetchFile(cache, address)));
    // The pages last: a page is there only together with what it needs.
    for (const { path, answer } of fetched) await cache.put(path, answer);
    await cache.put(FACTS, new Response(JSON.stringify({ language, at: Date.now() })));
  }

  /** Fetch a page as a stranger with this language sees it: no cookie goes, so nothing private comes. */
  async function fetchPage(path, language) {
    const answer = await fetch(`${path}?shell=1`, {
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      headers: { "Accept-Language": language, Accept: "text/html" },
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return { path, answer: answer.clone(), text: await answer.text() };
  }

  async function fetchFile(cache, address) {
    const answer = await fetch(address, { credentials: "omit" });
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
    await cache.put(address, answer);
  }

  async function forgetOld() {
    const old = (await caches.keys()).filter((key) => key.startsWith(PREFIX) && key !== name);
    await Promise.all(old.map((key) => caches.delete(key)));
  }

  async function page(path) {
    return (await caches.open(name)).match(path, { ignoreVary: true });
  }

  async function file(request) {
    return (await caches.open(name)).match(request.url, { ignoreVary: true });
  }

  return { renew, keep, forgetOld, page, file };
}
