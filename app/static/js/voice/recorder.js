// Recording speech: the microphone, Opus where the browser has it, and an end after so many seconds.

//: What browsers can record and the server takes, the smallest first.
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4;codecs=opus", "audio/mp4"];
//: Enough to understand a street, few enough for a slow line: a minute is under 200 kB.
const BITS = 24_000;

/** Say whether this browser can record at all. */
export function canRecord() {
  return Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder && kind());
}

function kind() {
  return KINDS.find((name) => MediaRecorder.isTypeSupported(name));
}

/**
 * Begin to record. Returns {stop, done}: `done` resolves with {blob, seconds}. `tick(seconds)` is called
 * as they pass. Throws what `getUserMedia` throws: NotAllowedError, NotFoundError.
 */
export async function record(longest, tick) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true },
  });
  const recorder = new MediaRecorder(stream, { mimeType: kind(), audioBitsPerSecond: BITS });
  const parts = [];
  const began = performance.now();
  const seconds = () => Math.min(longest, (performance.now() - began) / 1000);
  const timer = setInterval(() => {
    tick(seconds());
    if (seconds() >= longest) stop();
  }, 200);
  let length = 0;

  function stop() {
    if (recorder.state === "inactive") return;
    length = seconds();
    recorder.stop();
  }

  recorder.addEventListener("dataavailable", (event) => event.data.size && parts.push(event.data));
  const done = new Promise((resolve) => {
    recorder.addEventListener("stop", () => {
      clearInterval(timer);
      // The mark that a microphone is open goes out.
      stream.getTracks().forEach((track) => track.stop());
      resolve({ blob: new Blob(parts, { type: recorder.mimeType }), seconds: length || seconds() });
    });
  });
  recorder.start();
  tick(0);
  return { stop, done };
}
