// <tb-distribution>: nine percentiles of one tag of one run over its steps (see slices/element.js).

import { Bands } from "./distribution/bands.js";
import { SliceElement } from "./slices/element.js";

const COLUMN = 2; // pixels for each step
const WIDTH_STEP = 96;

export class Distribution extends SliceElement {
  get what() {
    return "percentiles";
  }

  asks(width) {
    return { steps: Math.ceil((Math.ceil(width / WIDTH_STEP) * WIDTH_STEP) / COLUMN) || WIDTH_STEP };
  }

  viewOf(slices) {
    return new Bands(slices);
  }
}

customElements.define("tb-distribution", Distribution);
