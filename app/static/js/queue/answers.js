// What an answer means for what waits: done, again later, or somebody has to look.

/** No answer, or one that says "not now": it is tried again. `seconds`: the server's own wish, or 0. */
export class Later extends Error {
  name = "Later";

  constructor(message, { seconds = 0, isLost = false } = {}) {
    super(message);
    this.seconds = seconds;
    this.isLost = isLost;
  }
}

/** The server says no: sending the same again would not help. `problem` is shown to whoever wrote it. */
export class Refused extends Error {
  name = "Refused";

  constructor(problem) {
    super(problem.sentence);
    this.problem = problem;
  }
}

/** The server has forgotten these files: they are sent again. */
export class Gone extends Error {
  name = "Gone";

  constructor(tokens, problem) {
    super("files are gone");
    this.tokens = tokens;
    this.problem = problem;
  }
}

//: Whatever does not answer for so long is not there.
const PATIENCE_MS = 120_000;

/** Ask, and return {status, data, headers}; throws Later where nobody answered, or somebody else than our server. */
export async function ask(address, { method = "GET", body, headers = {}, patience = PATIENCE_MS } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const response = await fetch(address, {
      method, body, signal: stop.signal,
      headers: { Accept: "application/json", ...headers },
      credentials: "same-origin",
      cache: "no-store",
      // A hotel's page leads elsewhere; our server never does, here.
      redirect: "error",
    });
    return { status: response.status, headers: response.headers, data: await response.json() };
  } catch (error) {
    throw new Later(error.message, { isLost: true });
  } finally {
    clearTimeout(timer);
  }
}

/** Return the data of a good answer; throws Later, Refused or Gone for the others. */
export function judge({ status, data, headers }, kind = "refused") {
  if (status >= 200 && status < 300) return data;
  if (status === 408 || status === 429 || status >= 500) {
    throw new Later(`The server answered ${status}.`, { seconds: Number(headers.get("Retry-After")) || 0 });
  }
  // Nobody is signed in, or somebody else, whose rooms are others: whoever wrote it has to come back.
  const problem = { kind: [401, 403].includes(status) ? "sign_in" : kind, status, sentence: data.error || "", errors: data.errors || {} };
  if (data.gone?.length) throw new Gone(data.gone, { ...problem, kind: "file" });
  throw new Refused(problem);
}
