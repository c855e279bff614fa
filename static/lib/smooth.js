// TensorBoard's debiased exponential moving average; the twin of ingest/smoothing.py, held to the same
// numbers by tests/vectors/smoothing.json.

/** Values smoothed in array order, in an array of the same type; non-finite ones pass through. */
export function smooth(values, weight) {
  const w = Math.min(Math.max(weight, 0), 1);
  const out = values.slice();
  if (w === 0 || isConstant(values)) return out;
  let last = 0;
  let power = 1; // w ** n: what the debiased average still lacks
  for (let i = 0; i < values.length; i++) {
    const y = values[i];
    if (!Number.isFinite(y)) continue;
    last = last * w + (1 - w) * y;
    power *= w;
    out[i] = w === 1 ? last : last / (1 - power);
  }
  return out;
}

function isConstant(values) {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return !Number.isNaN(values[0]);
}
