// Counts what is picked, picks a whole page or a stretch of it (Shift), and lets all go again. Without it the boxes
// and the buttons below them do the same, one by one.

export default function inboxPicks(element) {
  let last = null;

  const boxes = () => [...element.querySelectorAll("[name=pick]")];

  function tell() {
    const count = boxes().filter((box) => box.checked).length;
    for (const box of boxes()) box.closest("tr").classList.toggle("inbox-picked", box.checked);
    const number = element.querySelector("[data-picked]");
    if (!number) return;
    number.textContent = count;
    for (const part of element.querySelectorAll("[data-picked], [data-picked-words], [data-pick-none]")) part.hidden = !count;
    element.querySelector(".picks-bar").classList.toggle("picks-some", count > 0);
  }

  element.addEventListener("click", (event) => {
    const box = event.target.closest("[name=pick]");
    if (box) {
      const all = boxes();
      if (event.shiftKey && last && all.includes(last)) {
        const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
        for (const one of all.slice(from, to + 1)) one.checked = box.checked;
      }
      last = box;
      tell();
    } else if (event.target.closest("[data-pick-none]")) {
      for (const one of boxes()) one.checked = false;
      tell();
      boxes()[0]?.focus();
    }
  });

  // Keys (worklist-keys) and the fresh list say so.
  element.addEventListener("inbox:pick", (event) => {
    const wanted = event.detail;
    const all = boxes();
    if (wanted) wanted.checked = !wanted.checked;
    else {
      const every = all.every((box) => box.checked);
      for (const box of all) box.checked = !every;
    }
    tell();
  });
  element.addEventListener("inbox:shown", tell);
  // A browser that goes back shows the boxes as they were.
  window.addEventListener("pageshow", tell);
  tell();
}
