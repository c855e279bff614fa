// <tb-distribution>: nine percentiles of one tag of one run over its steps (see slices/element.js).

import { Bands } from "./distribution/bands.js";
import { distributionAsks } from "./slices/address.js";
import { SliceElement } from "./slices/element.js";

export class Distribution extends SliceElement {
  get what() {
    return "percentiles";
  }

  get asks() {
    return distributionAsks(this);
  }

  viewOf(slices) {
    return new Bands(slices);
  }
}

customElements.define("tb-distribution", Distribution);
