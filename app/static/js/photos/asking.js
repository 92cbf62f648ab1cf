// One request whose sending can be watched: `fetch` does not tell how much of a body has left the phone.

//: Nothing moved for so long: the line is dead, whatever the phone says.
const SILENCE_MS = 25_000;
//: All is sent; the server may still be working on it.
const ANSWER_MS = 90_000;

/**
 * Return {status, data}, `data` being JSON or null. Throws Error where no answer came, AbortError by `signal`.
 * `progress(bytes)` is called while the body leaves.
 */
export function ask(method, address, { body = null, headers = {}, progress, signal } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let silence;
    const listen = (ms) => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), ms);
    };
    const end = (act) => () => {
      clearTimeout(silence);
      signal?.removeEventListener("abort", stop);
      act();
    };
    const stop = () => request.abort();
    const lost = () => reject(signal?.aborted ? new DOMException("stopped", "AbortError") : new Error("No answer came."));
    request.upload.addEventListener("progress", (event) => {
      listen(SILENCE_MS);
      progress?.(event.loaded);
    });
    request.upload.addEventListener("load", () => listen(ANSWER_MS));
    request.addEventListener("load", end(() => resolve({ status: request.status, data: read(request.responseText) })));
    request.addEventListener("error", end(lost));
    request.addEventListener("abort", end(lost));
    signal?.addEventListener("abort", stop);
    request.open(method, address);
    request.setRequestHeader("Accept", "application/json");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (signal?.aborted) return end(lost)();
    listen(body ? SILENCE_MS : ANSWER_MS);
    request.send(body);
  });
}

function read(words) {
  try {
    return JSON.parse(words);
  } catch {
    return null;
  }
}
