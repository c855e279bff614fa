// Menus of headings: asked for with the second button of a mouse, with the keys that browsers have for it, or by a
// finger that stays. What is held down is let go before the menu opens: otherwise that would close it again.

const HOLD = 500; // milliseconds that a finger stays
const SLACK = 10; // pixels: what moves further is a swipe
const SETTLE = 50; // milliseconds after the letting go in which a click belongs to it

/** Listens on a host until the signal says stop. open(heading): the menu of what matches `selector`. */
export function onHeadingMenu(host, selector, signal, open) {
  let held = null;
  const listen = (target, type, heard) => target.addEventListener(type, heard, { signal });
  const headingOf = ({ target }) => {
    const heading = target.closest(selector);
    return heading && host.contains(heading) ? heading : null;
  };
  const end = () => {
    const was = held;
    held = null;
    clearTimeout(was?.timer);
    if (was?.asked) openAfter(() => open(was.heading));
  };
  listen(host, "pointerdown", (event) => {
    const heading = headingOf(event);
    if (!heading) return;
    held = { heading, asked: false, x: event.clientX, y: event.clientY };
    const press = held;
    const ask = () => {
      press.asked = true;
    };
    if (event.pointerType === "touch") held.timer = setTimeout(ask, HOLD);
  });
  listen(document, "pointermove", ({ clientX, clientY }) => {
    if (held && Math.hypot(clientX - held.x, clientY - held.y) > SLACK) clearTimeout(held.timer);
  });
  listen(document, "pointerup", end);
  listen(document, "pointercancel", end);
  listen(host, "contextmenu", (event) => {
    const heading = headingOf(event);
    if (!heading) return;
    event.preventDefault();
    if (held) held.asked = true;
    else open(heading);
  });
}

function openAfter(open) {
  document.addEventListener("click", swallow, { capture: true });
  setTimeout(() => {
    document.removeEventListener("click", swallow, { capture: true });
    open();
  }, SETTLE);
}

function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}
