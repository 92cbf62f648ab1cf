// What is folded is unfolded for paper, and folded again after it; newer browsers do it by themselves (css/long.css).

export default function unfoldPrint(element) {
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...element.querySelectorAll("details:not([open])")];
    for (const one of opened) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });
}
