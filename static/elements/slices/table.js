// The numbers of a picture as a table, for who cannot see it.

import { formatStep, formatValue, formatWall } from "../../lib/format.js";
import { made } from "../line-chart/parts.js";

const PERCENTILES = ["Minimum", "7%", "16%", "31%", "Median", "69%", "84%", "93%", "Maximum"];

/** A row a step: of histograms count, least, middle and greatest value; of distributions the percentiles. */
export function tableOf({ columns }, slices, caption) {
  const table = made("table");
  table.append(made("caption", "", {}, caption));
  const titles = columns.value ? PERCENTILES : ["Count", "Minimum", "Median", "Maximum"];
  fill(table.createTHead().insertRow(), "th", ["Step", "Time", ...titles]);
  const body = table.createTBody();
  for (let i = 0; i < slices.length; i++) fill(body.insertRow(), "td", textsOf(columns, i));
  return table;
}

function textsOf({ step, time, value, total, least, middle, greatest }, i) {
  const numbers = value
    ? [...value.subarray(i * PERCENTILES.length, (i + 1) * PERCENTILES.length)]
    : [total[i], least[i], middle[i], greatest[i]];
  return [formatStep(step[i]), formatWall(time[i]), ...numbers.map(formatValue)];
}

function fill(row, kind, texts) {
  row.append(...texts.map((text) => made(kind, "", {}, text)));
}
