// Text for the clipboard: as a table that spreadsheets take, with every digit that a number has.

/** Rows as tab-separated lines; tabs and line breaks within a cell become spaces. */
export function tsv(rows) {
  return rows.map((row) => row.map((cell) => String(cell).replace(/[\t\r\n]/g, " ")).join("\t")).join("\n");
}

/** The shortest text that gives the same number again; of a float32, the same float32. */
export function exact(value, array) {
  if (!(array instanceof Float32Array) || !Number.isFinite(value)) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/** Puts a text on the clipboard, also where the page is not served securely; whether that went well. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  const dialog = document.querySelector(":popover-open") ?? document.body;
  dialog.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
