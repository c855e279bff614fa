// Reads a body of packed columns (see dashboards/packed.py): floats are looked at in place. Pure functions.

const MAGIC = "TBP1";
const FLOATS = { f32: Float32Array, f64: Float64Array };

/** The header of a body, its `columns` as typed arrays by name. */
export function unpacked(buffer) {
  const bytes = new Uint8Array(buffer);
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== MAGIC) throw new TypeError("not a body of columns");
  const start = 8 + new DataView(buffer).getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  const named = Object.entries(header.columns).map(([name, { at, n, type }]) => [
    name,
    new FLOATS[type](buffer, start + at, n),
  ]);
  return { ...header, columns: Object.fromEntries(named) };
}
