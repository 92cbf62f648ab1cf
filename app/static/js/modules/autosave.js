// What is typed stays in this tab until it is sent: through a lost session, a reload, a wrong press.
// Secrets, files and the form's own tokens are never kept; `data-autosave` on a field says that it is none.

const NEVER = new Set(["csrf_token", "password", "code"]);

function keyOf(form) {
  return `draft:${form.dataset.autosave || window.location.pathname}`;
}

// Rows that unfold one out of the other: what is put back into one of them is to be seen.
function unfold(field) {
  for (let rows = field.closest("details[data-rows]"); rows; rows = rows.parentElement.closest("details[data-rows]")) {
    rows.open = true;
  }
}

export default function autosave(form) {
  const key = keyOf(form);
  const kept = (field) =>
    field.name && (!NEVER.has(field.name) || field.hasAttribute("data-autosave")) && !["file", "password", "submit", "button"].includes(field.type) &&
    (field.type !== "hidden" || field.hasAttribute("data-autosave"));

  let isTaken = false;

  function save() {
    if (isTaken) return;
    const draft = [...form.elements]
      .filter(kept)
      .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
      .map((field) => [field.name, field.value]);
    try {
      window.sessionStorage.setItem(key, JSON.stringify(draft));
    } catch {
      // A full or closed store only means that this draft is not kept.
    }
  }

  function restore() {
    const draft = JSON.parse(window.sessionStorage.getItem(key) || "null");
    // What the server sent back is newer than the draft.
    if (!draft || form.dataset.fresh !== "1") return;
    // And what the address gave (a poster's place) is what somebody stands at now.
    const given = new Set((form.dataset.given || "").split(" "));
    for (const [name, value] of draft.filter(([name]) => !given.has(name))) {
      for (const field of [...form.elements].filter((f) => f.name === name && kept(f))) {
        if (["radio", "checkbox"].includes(field.type)) field.checked = field.checked || field.value === value;
        else field.value = value;
        if (value && field.type === "text") unfold(field);
        if (field.checked) field.closest("details")?.setAttribute("open", "");
      }
    }
    form.dispatchEvent(new Event("draft:restored"));
  }

  try {
    restore();
  } catch {
    window.sessionStorage.removeItem(key);
  }
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  window.addEventListener("pagehide", save);
  // Somebody else answers for it now: it is not to come back as a draft as well.
  form.addEventListener("draft:taken", () => {
    isTaken = true;
    window.sessionStorage.removeItem(key);
  });
}
