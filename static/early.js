// Asks for what the charts in the first window draw, before the scripts that draw it are there. Runs at the end of
// the page, when it is known where they are. Only the joined scripts take it: see lib/early.js.

import { curvesUrl } from "./elements/line-chart/address.js";
import { distributionAsks, histogramAsks, slicesUrl, xAxisOf } from "./elements/slices/address.js";
import { askEarly } from "./lib/early.js";
import { isSeen } from "./lib/near.js";

const slices = (asks) => (element) => slicesUrl(element, { xAxis: xAxisOf(element), ...asks(element) });
const ADDRESSES = {
  "tb-line-chart": curvesUrl,
  "tb-histogram": slices(histogramAsks),
  "tb-distribution": slices(distributionAsks),
};

for (const chart of document.querySelectorAll(Object.keys(ADDRESSES))) {
  if (chart.hasAttribute("src") && isSeen(chart)) askEarly(ADDRESSES[chart.localName](chart));
}
