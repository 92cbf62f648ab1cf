// A button that opens the browser's print window; without a script it would do nothing, so it stays hidden.

export default function printPage(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
