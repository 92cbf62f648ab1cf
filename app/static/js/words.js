// Sentences come translated from the server, in `data-words` (JSON) or in single `data-*` attributes.

/** Return the sentences of an element, by key. */
export function wordsOf(element) {
  return JSON.parse(element.dataset.words || "{}");
}

/** Fill `{name}` in a sentence. Numbers are written as the page's language writes them, or as Uzbek does where the
 *  browser does not know it (Karakalpak). */
export function say(sentence, values = {}) {
  return (sentence || "").replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (typeof value !== "number") return String(value);
    return value.toLocaleString([document.documentElement.lang, "uz"]);
  });
}

/** Make one icon of the sprite that the page names on its `html` element. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${document.documentElement.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}
