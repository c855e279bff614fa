// The menu of a heading of the table below a chart, made when it is asked for from what stands in the table: its links
// that hide and move columns, its fields of filters.

import { placedBefore } from "../../lib/columns.js";
import { made } from "../line-chart/parts.js";

/** Opens it beside a heading. arrange({columns, sort}): what of a new arrangement is said. */
export function openMenu(table, head, arrange) {
  const menu = made("div", "menu", { popover: "auto", "aria-label": `Column ${head.textContent.trim()}` });
  const choose = (label, chosen) => {
    const button = made("button", "menu-item step-menu-item", { type: "button" }, label);
    button.addEventListener("click", () => {
      menu.hidePopover();
      chosen();
    });
    menu.append(button);
  };
  for (const [label, chosen] of choices(table, head, arrange)) choose(label, chosen);
  menu.addEventListener("toggle", ({ newState }) => newState === "closed" && menu.remove());
  document.body.append(menu);
  menu.showPopover({ source: head });
  menu.querySelector("button").focus();
}

function* choices(table, head, arrange) {
  const { column } = head.dataset;
  const columns = [...table.querySelectorAll("th[data-column]")].map((other) => other.dataset.column);
  const at = columns.indexOf(column);
  const place = (moved, target) => arrange({ columns: placedBefore(columns, moved, target).join(",") });
  yield ["Sort ascending", () => arrange({ sort: column })];
  yield ["Sort descending", () => arrange({ sort: `-${column}` })];
  const field = [...table.querySelectorAll(".step-filters input")].find(({ name }) => isOf(name, column));
  if (field) yield ["Filter…", () => reveal(field)];
  if (at > 0) yield ["Move left", () => place(column, columns[at - 1])];
  if (at < columns.length - 1) yield ["Move right", () => place(columns[at + 1], column)];
  for (const link of table.querySelectorAll(".step-column")) {
    const { key } = link.dataset;
    if (columns.includes(key)) continue;
    const inserted = columns.toSpliced(at + 1, 0, key).join(",");
    yield [`Insert ${link.textContent.trim()}`, () => arrange({ columns: inserted })];
  }
  if (columns.length > 1) yield ["Remove", () => arrange({ columns: columns.toSpliced(at, 1).join(",") })];
}

/** Whether a field of a filter is about a column: `low.value`, `match.run`. */
function isOf(name, column) {
  return name === `low.${column}` || name === `match.${column}`;
}

function reveal(field) {
  field.closest("details").open = true;
  field.focus();
}
