// Questions to the server: debounced, and the newest one cancels the one before it.

/** Return a function that runs `task` once calls have paused for `wait` milliseconds. */
export function debounced(task, wait) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => task(...args), wait);
  };
}

/** Return a function that fetches JSON; a new call aborts the one under way, which answers `null`. */
export function latest() {
  let under;
  return async (url) => {
    under?.abort();
    under = new AbortController();
    const mine = under;
    try {
      const response = await fetch(url, { signal: mine.signal, headers: { Accept: "application/json" } });
      const isJson = (response.headers.get("Content-Type") || "").includes("json");
      return { ok: response.ok, status: response.status, data: isJson ? await response.json() : null };
    } catch (error) {
      if (error.name === "AbortError") return null;
      return { ok: false, status: 0, data: null };
    }
  };
}

/** Return `base` with the given parameters; empty ones are left out. */
export function address(base, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, value);
  }
  return `${base}?${query}`;
}
