// Jobs on the board are dragged, or picked up by Space and carried by the arrow keys. The server decides; the board
// is then read afresh from it, so that it shows what others did meanwhile. Without this the calendar sign is a link
// to a form.

import { say, wordsOf } from "../words.js";

export default function crewBoard(element) {
  const words = wordsOf(element);
  const said = element.querySelector("[data-board-said]");
  const problem = element.querySelector("[data-board-problem]");
  const body = element.querySelector("[data-board-body]");
  element.querySelector("[data-board-hint]").hidden = false;
  let carried = null; // The card on its way.
  let over = null; // The cell below it.

  const cells = () => [...body.querySelectorAll("[data-cell]")];

  function prepare() {
    for (const card of body.querySelectorAll("[data-job]")) card.draggable = true;
    for (const link of body.querySelectorAll("[data-move]")) link.setAttribute("aria-keyshortcuts", "Space");
  }

  function tell(sentence) {
    said.textContent = sentence;
  }

  function complain(sentence) {
    problem.textContent = sentence;
    problem.hidden = !sentence;
  }

  function pick(card) {
    carried = card;
    card.classList.add("job-card-picked");
    complain("");
  }

  function hover(cell) {
    over?.classList.remove("board-over");
    over = cell;
    cell?.classList.add("board-over");
  }

  function letGo() {
    carried?.classList.remove("job-card-picked");
    carried = null;
    hover(null);
  }

  /** Ask the server to put a job there; show its answer, and then the board as it stands. */
  async function put(card, cell) {
    letGo();
    const number = card.dataset.job;
    const home = card.closest("[data-cell]");
    if (!cell || cell === home) return tell(say(words.left, { job: card.dataset.name }));
    card.setAttribute("aria-busy", "true");
    try {
      const answer = await send(number, {
        csrf_token: element.dataset.csrf,
        version: card.dataset.version,
        crew: cell.dataset.crew,
        planned_on: cell.dataset.day,
      });
      await readAfresh();
      if (answer.error) complain(answer.error);
      else tell(answer.done);
    } catch {
      card.removeAttribute("aria-busy");
      complain(words.failed);
    }
    document.querySelector(`#job-${number} [data-move]`)?.focus();
  }

  async function send(number, values) {
    const response = await fetch(element.dataset.planUrl.replace("NUMBER", number), {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(values),
    });
    if (response.status >= 500) throw new Error(response.statusText);
    return response.json();
  }

  async function readAfresh() {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok || response.redirected) return location.reload();
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-board-body]");
    if (!fresh) return location.reload();
    const frame = body.querySelector(".board-frame");
    const [left, top] = [frame.scrollLeft, frame.scrollTop];
    body.replaceChildren(...fresh.childNodes);
    body.querySelector(".board-frame").scrollTo(left, top);
    prepare();
  }

  // By mouse.
  body.addEventListener("dragstart", (event) => {
    const card = event.target.closest("[data-job]");
    if (!card) return;
    letGo();
    event.dataTransfer.setData("text/plain", card.dataset.job);
    event.dataTransfer.effectAllowed = "move";
    pick(card);
  });
  body.addEventListener("dragover", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (!carried) return;
    if (cell) event.preventDefault();
    if (cell !== over) hover(cell);
  });
  body.addEventListener("drop", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (!carried || !cell) return;
    event.preventDefault();
    put(carried, cell);
  });
  body.addEventListener("dragend", letGo);

  // By keyboard: the sign of the card that is picked up keeps the focus.
  body.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const link = event.target.closest("[data-move]");
    if (!carried) {
      if (event.key !== " " || !link) return;
      event.preventDefault();
      pick(link.closest("[data-job]"));
      hover(carried.closest("[data-cell]"));
      tell(say(words.picked, { job: carried.dataset.name }));
      return;
    }
    if (event.key === "Enter" || event.key === " ") put(carried, over);
    else if (event.key === "Escape") {
      tell(say(words.left, { job: carried.dataset.name }));
      letGo();
    } else if (event.key.startsWith("Arrow")) {
      hover(next(event.key));
      over.scrollIntoView({ block: "nearest", inline: "nearest" });
      const day = over.dataset.dayName || words.no_day;
      tell(say(words.over, { crew: over.dataset.crewName, day }));
    } else return;
    event.preventDefault();
  });
  body.addEventListener("focusout", (event) => {
    if (carried?.contains(event.target) && event.target.matches("[data-move]")) letGo();
  });

  /** The cell in that direction; at an edge it stays. A job without a crew begins at the first cell. */
  function next(key) {
    if (!over) return cells()[0];
    const line = over.closest("[data-crew-line]");
    const inLine = [...line.querySelectorAll("[data-cell]")];
    const at = inLine.indexOf(over);
    if (key === "ArrowLeft") return inLine[Math.max(0, at - 1)];
    if (key === "ArrowRight") return inLine[Math.min(inLine.length - 1, at + 1)];
    const other = key === "ArrowUp" ? line.previousElementSibling : line.nextElementSibling;
    return other ? other.querySelectorAll("[data-cell]")[at] : over;
  }

  prepare();
}
