"use strict";
// Sorts rows, filters rows or cards that are in the page; without it the page is the same, unsorted.
const order = new Intl.Collator("en", { sensitivity: "base", numeric: true });

function value(row, column, kind) {
  const first = row.cells[column].firstChild;
  const text = first ? first.textContent.trim() : "";
  return kind === "text" ? text : Number.parseFloat(text.replace("−", "-").replace(",", ""));
}

function missing(value) {
  return value === "" || Number.isNaN(value);
}

function compare(a, b) {
  return typeof a === "number" ? a - b : order.compare(a, b);
}

function sort(head) {
  const body = head.closest("table").tBodies[0];
  const kind = head.dataset.sort;
  // Numbers are first read from the highest, texts from A.
  const first = kind === "number" ? "descending" : "ascending";
  const other = first === "descending" ? "ascending" : "descending";
  const way = head.getAttribute("aria-sort") === first ? other : first;
  const sign = way === "ascending" ? 1 : -1;
  const keyed = Array.from(body.rows, (row) => [value(row, head.cellIndex, kind), row]);
  // What is missing stands last either way.
  keyed.sort(([a], [b]) => missing(a) - missing(b) || (missing(a) ? 0 : sign * compare(a, b)));
  for (const each of head.parentNode.cells) each.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", way);
  body.append(...keyed.map(([, row]) => row));
}

for (const head of document.querySelectorAll("th[data-sort]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  button.addEventListener("click", () => sort(head));
  head.replaceChildren(button);
}

const form = document.getElementById("search");
const query = document.getElementById("query");
const shown = document.getElementById("shown");
const items = Array.from(document.querySelectorAll(form.dataset.items));

function filter() {
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const item of items) {
    const text = item.textContent.toLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
    count += item.hidden ? 0 : 1;
  }
  shown.textContent = `${count.toLocaleString("en")} of ${items.length.toLocaleString("en")} shown`;
}

query.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
filter();
