// "Tell me on this device": asks the browser for leave and for an address, and gives it to the server.

export default async function webPush(element) {
  const button = element.querySelector("button");
  const status = element.querySelector("[role=status]");
  const { key, url, form, token, done, refused, failed } = element.dataset;
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return;
  // Without a worker nobody would be there to show what comes; the one who owns it registers it.
  const worker = await navigator.serviceWorker.ready;
  if (!worker.pushManager) return;
  element.hidden = false;

  button.addEventListener("click", async () => {
    button.disabled = true;
    status.textContent = await ask();
    button.disabled = status.textContent === done;
  });

  async function ask() {
    try {
      if ((await Notification.requestPermission()) !== "granted") return refused;
      const subscription =
        (await worker.pushManager.getSubscription()) ||
        (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) }));
      const response = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ subscription, where: form ? fields(document.getElementById(form)) : undefined }),
      });
      if (response.ok) return done;
      const said = await response.json().catch(() => ({}));
      return said.error || failed;
    } catch {
      return failed;
    }
  }
}

function fields(form) {
  const all = Object.fromEntries(new FormData(form));
  // The address of a mailbox is no business of this button.
  for (const name of ["email", "csrf_token", "action"]) delete all[name];
  return all;
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}
