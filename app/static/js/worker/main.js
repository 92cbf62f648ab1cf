// The service worker: the app's shell for when there is no network, what waits to be sent, and messages.
// It keeps files whose address carries their fingerprint, and a few pages as everybody sees them. Nothing private.

import { listenForPush } from "../push/show.js";
import * as queue from "../queue.js";
import { makeShell } from "./shell.js";

//: A network that is there and brings nothing: after so long the kept page is shown.
const PATIENCE_MS = 6_000;
//: What the web server says while the application behind it is away.
const AWAY = new Set([502, 503, 504]);

export function start(facts) {
  const shell = makeShell(facts);

  self.addEventListener("install", (event) => event.waitUntil(shell.renew()));
  self.addEventListener("activate", (event) => event.waitUntil(activate(shell)));
  self.addEventListener("message", (event) => {
    if (typeof event.data?.keep === "string") event.waitUntil(shell.keep(event.data.keep).catch(() => {}));
  });
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const address = new URL(request.url);
    // The base map comes from elsewhere, and is none of our business.
    if (address.origin !== self.location.origin) return;
    if (request.mode === "navigate") event.respondWith(page(event, address, shell, facts));
    else if (request.method === "GET" && address.pathname.startsWith(facts.files)) event.respondWith(file(request, shell));
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

/** Answer a page: from the network; where that does not answer, as it was kept, or with the way on. */
async function page(event, address, shell, { pages, offline }) {
  const { request } = event;
  const isShell = request.method === "GET" && pages.includes(address.pathname);
  const network = fromNetwork(event);
  if (!isShell) return network.catch(async (error) => (await shell.page(offline)) || Promise.reject(error));
  const kept = () => shell.page(address.pathname);
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

async function file(request, shell) {
  return (await shell.file(request)) || fetch(request);
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
