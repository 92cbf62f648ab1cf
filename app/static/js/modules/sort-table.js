// Sorts a table where it stands; without it the head's links ask the server for the same order.

export default function sortTable(table) {
  const body = table.tBodies[0];
  const links = [...table.querySelectorAll("thead a[data-sort]")];

  function sort(link) {
    const cell = link.closest("th");
    const column = cell.cellIndex;
    const turned = cell.getAttribute("aria-sort") === "descending" || (column === 0 && !cell.hasAttribute("aria-sort"));
    const direction = turned ? 1 : -1;
    for (const other of links) other.closest("th").removeAttribute("aria-sort");
    cell.setAttribute("aria-sort", turned ? "ascending" : "descending");
    const rows = [...body.rows].filter((row) => !row.hasAttribute("data-rest"));
    rows.sort((a, b) => compare(a.cells[column].dataset.value, b.cells[column].dataset.value, column === 0, direction));
    // What lies in no area stays last.
    body.append(...rows, ...[...body.rows].filter((row) => row.hasAttribute("data-rest")));
    keepAddress(`${turned ? "" : "-"}${link.dataset.sort}`);
  }

  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      sort(link);
    });
  }
}

/** Numbers that are not known come last, whichever way round. */
function compare(a, b, isText, direction) {
  if (a === "" || b === "") return (a === "") - (b === "");
  return direction * (isText ? a.localeCompare(b, document.documentElement.lang) : Number(a) - Number(b));
}

/** The address tells the order, so that a page can be passed on. */
function keepAddress(order) {
  const address = new URL(location.href);
  address.searchParams.set("sort", order);
  history.replaceState(history.state, "", address);
}
