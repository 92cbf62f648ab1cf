// The page that was asked for is asked for again: by a press, and by itself when there is a network.

export default function tryAgain(button) {
  // Asked for by its own address there is nothing behind this page.
  if (!document.documentElement.hasAttribute("data-shell")) return;
  const again = () => window.location.reload();
  button.hidden = false;
  button.addEventListener("click", again);
  window.addEventListener("online", again);
}
