// The service worker: the app's shell for when there is no network, what waits to be sent, and messages.
// It keeps files whose address carries their fingerprint, and a few pages as everybody sees them. What is somebody's
// own is kept for one kind of person only: a crew has its day with it (day.js).

import { listenForPush } from "../push/show.js";
import * as queue from "../queue.js";
import { makeDay, partOf } from "./day.js";
import { makeShell } from "./shell.js";

//: A network that is there and brings nothing: after so long the kept page is shown.
const PATIENCE_MS = 6_000;
//: What the web server says while the application behind it is away.
const AWAY = new Set([502, 503, 504]);

export function start(facts) {
  const shell = makeShell(facts);
  const day = makeDay(facts);

  self.addEventListener("install", (event) => event.waitUntil(shell.renew()));
  self.addEventListener("activate", (event) => event.waitUntil(activate(shell)));
  self.addEventListener("message", (event) => {
    const { keep, here, day: wanted } = event.data || {};
    if (typeof keep === "string") event.waitUntil(shell.keep(keep).catch(() => {}));
    if (typeof here === "string") event.waitUntil(day.here(here).catch(() => {}));
    if (wanted) event.waitUntil(keepDay(day, wanted, event.ports[0]));
  });
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const address = new URL(request.url);
    // The base map comes from elsewhere, and is none of our business.
    if (address.origin !== self.location.origin) return;
    if (request.mode === "navigate") {
      // Whoever signs out takes the day along, heard or not; whoever signs in has no use for another's.
      if (request.method === "POST" && address.pathname === facts.signOut) event.waitUntil(day.wipe());
      const path = request.method === "GET" && day.pathOf(address);
      if (path) event.respondWith(dayPage(event, path, day, shell, facts));
      else if (request.method === "GET" && address.pathname.startsWith(facts.photos)) event.respondWith(fromNetwork(event).catch(async (error) => (await day.file(request.url)) || Promise.reject(error)));
      else event.respondWith(page(event, address, shell, day, facts));
      return;
    }
    if (request.method !== "GET") return;
    if (address.pathname.startsWith(facts.files)) event.respondWith(file(request, shell, day));
    else if (isCrews(request, facts) && address.pathname === facts.areas) event.respondWith(fetch(request).catch(async (error) => (await day.areas()) || Promise.reject(error)));
    else if (isCrews(request, facts) && isShown(address.pathname, facts)) event.respondWith(dayFile(request, day));
  });
  self.addEventListener("sync", (event) => event.waitUntil(sendAll(facts, event.lastChance)));
  listenForPush(self);
}

async function activate(shell) {
  await shell.forgetOld();
  // The browser asks the network while the worker is still waking up.
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

/** Have a crew's day on the phone, and tell the page that asked how much of it is there. */
async function keepDay(day, wanted, port) {
  try {
    port?.postMessage(await day.keep(wanted));
  } catch (error) {
    port?.postMessage({ kept: 0, of: wanted.pages.length, problem: error.message });
  }
}

/** Whether one of the crew's pages asks: what its day holds is for these alone. */
function isCrews({ referrer }, { crew }) {
  return Boolean(referrer) && new URL(referrer).pathname.startsWith(crew);
}

function isShown(path, { photos, crew }) {
  return path.startsWith(photos) || (path.startsWith(crew) && path.endsWith("/recording"));
}

/** A photo never changes, nor does what somebody said: what is kept is as good as what the network has. */
async function dayFile(request, day) {
  const kept = await day.file(request.url);
  if (kept) return partOf(kept, request.headers.get("Range"));
  return fetch(request);
}

/** Answer a page of the day: from the network, and keep that; where it does not answer, as it was kept. */
async function dayPage(event, path, day, shell, { offline }) {
  const kept = () => day.page(path);
  const network = fromNetwork(event).then((answer) => ({ answer, copy: answer.clone() }));
  event.waitUntil(network.then(({ copy }) => AWAY.has(copy.status) || day.took(path, copy)).catch(() => {}));
  return soonest(network.then(({ answer }) => answer), kept).catch(async (error) => (await shell.page(offline)) || Promise.reject(error));
}

/** Answer a page: from the network; where that does not answer, as it was kept, or with the way on. */
async function page(event, address, shell, day, { pages, offline, signIn }) {
  const { request } = event;
  const isShell = request.method === "GET" && pages.includes(address.pathname);
  const network = fromNetwork(event);
  if (request.method === "POST" && address.pathname === signIn) {
    // Led on: somebody is signed in now, and nobody can tell from here who it is. The own day is fetched again.
    event.waitUntil(network.then((answer) => answer.type === "opaqueredirect" && day.wipe()).catch(() => {}));
  }
  if (!isShell) return network.catch(async (error) => (await shell.page(offline)) || Promise.reject(error));
  return soonest(network, () => shell.page(address.pathname));
}

/** Return the network's answer, or what is kept where that is late, away or silent. */
async function soonest(network, kept) {
  const slow = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)).then(kept);
  try {
    // Where nothing is kept, patience does not help: the network is all there is.
    const answer = (await Promise.race([network, slow])) || (await network);
    return AWAY.has(answer.status) ? (await kept()) || answer : answer;
  } catch (error) {
    return (await kept()) || Promise.reject(error);
  }
}

async function fromNetwork(event) {
  return (await event.preloadResponse) || fetch(event.request);
}

async function file(request, shell, day) {
  return (await shell.file(request)) || (await day.file(request.url)) || fetch(request);
}

/** Send what waits, woken by the browser. A failure makes the browser wake us again later. */
async function sendAll({ icon, badge, here }, isLastChance) {
  const { sent, lost } = await queue.send({ isWoken: true });
  const open = await self.clients.matchAll({ type: "window" });
  const isSeen = open.some((client) => client.visibilityState === "visible");
  if (self.Notification?.permission === "granted" && !isSeen) {
    for (const { words, report } of sent.filter((one) => one.words?.arrived)) {
      await self.registration.showNotification(words.arrived, {
        body: [report.publicId, report.title].filter(Boolean).join(" · "), icon, badge,
        tag: `report-${report.publicId}`, data: { url: here },
      });
    }
  }
  if (lost && !isLastChance) throw new Error("There is no network yet.");
}
