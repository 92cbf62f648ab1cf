// A second press of the same button, while the first is under way, sends nothing.

export default function sendOnce(form) {
  // Heard on the document, after everything that may still hold the form back.
  document.addEventListener("submit", (event) => {
    if (event.target !== form || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // A page that comes back from the browser's memory may be sent again.
  window.addEventListener("pageshow", () => {
    delete form.dataset.sent;
    form.querySelectorAll("button[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
}
