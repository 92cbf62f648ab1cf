// A field that finds a place by its name. The list below it comes with the first touch: most people use the map.

export default function placeSearch(element) {
  const input = element.querySelector("[data-place-input]");
  const go = element.querySelector("[data-place-go]");
  // From here on the list answers while somebody types: nothing is sent, and no draft keeps what was looked for.
  input.removeAttribute("name");
  go.type = "button";
  element.dataset.ready = "";
  element.parentElement.querySelector("[data-place-plain]")?.remove();
  let box = null;

  async function begin() {
    box ??= import("../places/combobox.js").then(({ combobox }) => combobox(element));
    return box.catch(() => (box = null));
  }

  input.addEventListener("focus", begin, { once: true });
  input.addEventListener("input", async () => (await begin())?.typed());
  // Over the public map the field lies in a panel that opens, perhaps before this was fetched.
  const panel = element.closest("[popover]");
  panel?.addEventListener("toggle", (event) => event.newState === "open" && input.focus());
  if (panel?.matches(":popover-open")) input.focus();
  go.addEventListener("click", async () => (await begin())?.search());
  // Enter belongs to the list, and not to the form around.
  input.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), event.stopPropagation()));
}
