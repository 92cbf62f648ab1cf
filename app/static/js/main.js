// Finds what a page asks for (`data-module="map sheet"`) and binds it. A page works without all of it.

/** Bind what an element asks for; for what was put into the page later, too. */
export function bind(element) {
  for (const name of element.dataset.module.split(/\s+/)) {
    if (!/^[a-z][a-z-]*$/.test(name)) continue;
    import(`./modules/${name}.js`)
      .then((module) => module.default(element))
      .catch((error) => console.error(`The module ${name} did not start.`, error));
  }
}

document.querySelectorAll("[data-module]").forEach(bind);
