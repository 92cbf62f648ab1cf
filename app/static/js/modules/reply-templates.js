// A template fills the reply without loading the page again; what was written stays below it.

export default function replyTemplates(element) {
  const target = document.getElementById(element.dataset.field);

  element.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-words]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const written = target.value.trim();
    const others = [...element.querySelectorAll("a[data-words]")].map((other) => other.dataset.words.trim());
    target.value = written && !others.includes(written) ? `${link.dataset.words}\n\n${written}` : link.dataset.words;
    element.open = false;
    target.focus();
    target.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
