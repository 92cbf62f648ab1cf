// Copies the text that its button names; says so in words, and goes back to what it said before.

export default function copyLink(button) {
  const words = button.querySelector("[data-copy-words]") || button;
  const before = words.textContent;
  const target = document.querySelector(button.dataset.copy);

  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(target.value ?? target.textContent.trim());
      words.textContent = button.dataset.done;
      setTimeout(() => (words.textContent = before), 4000);
    } catch {
      // Where the clipboard is closed to us, the text is marked, ready to be copied by hand.
      target.focus();
      target.select?.();
    }
  });
}
