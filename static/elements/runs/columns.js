// Pulls a heading of a table to the place of another: until it is let go, what is pulled and where it would be are
// marked. A press that does not move stays a click.

const SLACK = 6; // pixels: what moves less is a click

/** Listens on a table's host until the signal says stop. place(column, target): where `data-column` is let go. */
export function pullColumns(host, signal, place) {
  host.addEventListener(
    "pointerdown",
    (event) => {
      const head = event.target.closest("th[data-column]");
      if (head && event.button === 0 && event.pointerType !== "touch") pull(host, head, event, place);
    },
    { signal },
  );
}

function pull(host, head, began, place) {
  const over = new AbortController();
  const { signal } = over;
  let target = null;
  const move = (event) => {
    if (!target && Math.abs(event.clientX - began.clientX) < SLACK) return;
    mark(host, head, "pulled");
    target = headAt(host, event) ?? target ?? head;
    mark(host, target === head ? null : target, "place");
  };
  const end = (event) => {
    over.abort();
    mark(host, null, "pulled");
    mark(host, null, "place");
    if (!target) return;
    document.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => document.removeEventListener("click", swallow, { capture: true }));
    if (event.type === "pointerup" && target !== head) place(head.dataset.column, target.dataset.column);
  };
  document.addEventListener("pointermove", move, { signal });
  document.addEventListener("pointerup", end, { signal });
  document.addEventListener("pointercancel", end, { signal });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && end({ type: "pointercancel" }), {
    signal,
  });
}

/** The heading below or above the pointer. */
function headAt(host, { clientX }) {
  return [...host.querySelectorAll("th[data-column]")].find((head) => {
    const { left, right } = head.getBoundingClientRect();
    return left <= clientX && clientX < right;
  });
}

function mark(host, head, what) {
  for (const other of host.querySelectorAll(`[data-ui-${what}]`))
    if (other !== head) other.removeAttribute(`data-ui-${what}`);
  head?.setAttribute(`data-ui-${what}`, "");
}

function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}
