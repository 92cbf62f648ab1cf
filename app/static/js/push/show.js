// What a service worker does with a message that was pushed: show it, and open its page when it is pressed.
// It stands apart from everything else, so that the worker can import it whole: `listenForPush(self)`.

/** Bind a service worker to messages from the server. */
export function listenForPush(worker) {
  worker.addEventListener("push", (event) => {
    const said = read(event.data);
    event.waitUntil(
      worker.registration.showNotification(said.title, {
        body: said.body,
        tag: said.tag,
        renotify: Boolean(said.tag),
        icon: said.icon,
        data: { url: said.url },
      }),
    );
  });
  worker.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(open(worker, event.notification.data?.url || "/"));
  });
}

function read(data) {
  try {
    return data.json();
  } catch {
    // A browser insists that something is shown for whatever comes.
    return { title: self.location.host, body: "", url: "/" };
  }
}

/** Show the page in a window that is there, or in a new one. Only pages of this site are opened. */
async function open(worker, url) {
  const page = new URL(url, worker.location.origin);
  if (page.origin !== worker.location.origin) return;
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((one) => one.url === page.href);
  if (there) await there.focus();
  else await worker.clients.openWindow(page.href);
}
