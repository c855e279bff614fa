// Reads the body of a chart (see dashboards/wire.py). Columns are unpacked when somebody asks. Knows bytes and columns, not axes or lines.

const MAGIC = "TBW2";
const ALIGNMENT = 8;
const DELTAS = { i8: Int8Array, i16: Int16Array, i32: Int32Array };
const SAID = [
  "run",
  "color",
  "total",
  "points",
  "drawn",
  "marks",
  "orphaned",
  "off",
  "restarts",
  "whole",
  "origin",
  "first",
  "runs",
  "baseline",
];
const UNSAID = { orphaned: 0, off: 0, restarts: [], first: 0, runs: 0, baseline: false };
const FLOATS = { f32: Float32Array, f64: Float64Array };

/** The header of a body, with a `Series` for each of its series, which knows its tag (`{name, dash}`). */
export function decode(buffer) {
  const bytes = new Uint8Array(buffer);
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== MAGIC) throw new TypeError("not the body of a chart");
  const size = new DataView(buffer).getUint32(4, true);
  const start = 8 + size;
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  const columns = new Columns(buffer, start);
  const series = header.series.map((about) => new Series(about, header.tags[about.tag], columns));
  return { ...header, series };
}

/** One series: what the header says of it, and its columns as typed arrays. */
export class Series {
  #about;
  #columns;
  #unpacked = {};

  constructor(about, tag, columns) {
    this.#about = about;
    this.#columns = columns;
    const said = SAID.filter((name) => name in about).map((name) => [name, about[name]]);
    Object.assign(this, { ...UNSAID, ...Object.fromEntries(said), tag });
    this.length = about.value.n;
  }

  /** Float64Array of steps. */
  get step() {
    return this.#column("step");
  }

  /** Float64Array of seconds since 1970. */
  get time() {
    return this.#column("time");
  }

  /** Float32Array or Float64Array. */
  get value() {
    return this.#column("value");
  }

  /** As value; undefined where the series is whole. */
  get smoothed() {
    return this.#about.smoothed && this.#column("smoothed");
  }

  /** Where the points are, where that is neither step nor time; undefined elsewhere. */
  get x() {
    return this.#about.x && this.#column("x");
  }

  /** Of several runs, their band and how many of them count at each point; undefined elsewhere. */
  get low() {
    return this.#about.low && this.#column("low");
  }

  get high() {
    return this.#about.high && this.#column("high");
  }

  get count() {
    return this.#about.count && this.#column("count");
  }

  #column(name) {
    this.#unpacked[name] ??= this.#columns.read(this.#about[name]);
    return this.#unpacked[name];
  }
}

class Columns {
  #buffer;
  #start;
  #even = new Map();

  constructor(buffer, start) {
    if (start % ALIGNMENT) throw new TypeError("columns are not aligned");
    this.#buffer = buffer;
    this.#start = start;
  }

  read(column) {
    if (column.type === "even") return this.#evenlySpaced(column);
    const at = this.#start + column.at;
    const floats = FLOATS[column.type];
    if (floats) return gathered(floats, this.#buffer, at, column.n);
    return summed(new DELTAS[column.type](this.#buffer, at, column.n - 1), column);
  }

  /** Runs of one job mostly share their steps: one array for all of them. */
  #evenlySpaced({ n, start, unit }) {
    const key = `${n} ${start} ${unit}`;
    if (!this.#even.has(key))
      this.#even.set(
        key,
        Float64Array.from({ length: n }, (_, i) => start + unit * i),
      );
    return this.#even.get(key);
  }
}

/** Numbers whose first bytes come first, then all their second bytes, and so on. */
function gathered(Floats, buffer, at, n) {
  const size = Floats.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(n * size);
  for (let place = 0; place < size; place++) {
    const plane = new Uint8Array(buffer, at + place * n, n);
    for (let i = 0; i < n; i++) bytes[i * size + place] = plane[i];
  }
  return new Floats(bytes.buffer);
}

function summed(deltas, { n, start, unit }) {
  const numbers = new Float64Array(n);
  let sum = 0;
  numbers[0] = start;
  for (let i = 1; i < n; i++) {
    sum += deltas[i - 1];
    numbers[i] = start + unit * sum;
  }
  return numbers;
}
