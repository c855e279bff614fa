// Tells elements whether they are in the viewport, or within reach of it once somebody scrolls: before that
// nothing says that they will. One observer for the page, whose root is the document, so that the margin
// holds in a notebook's frame too.

const REACH = "600px";

const listeners = new Map();
let observer = null;

/** Calls back with true or false whenever it changes; gives the function that ends it. */
export function whileNear(element, listener) {
  observer ??= start();
  listeners.set(element, listener);
  observer.observe(element);
  return () => {
    listeners.delete(element);
    observer.unobserve(element);
  };
}

/** Whether any of it is in the viewport. */
export function isSeen(element) {
  const { top, bottom, height } = element.getBoundingClientRect();
  return height > 0 && top < innerHeight && bottom > 0;
}

function start() {
  addEventListener("scroll", reachFurther, { once: true, passive: true });
  return observing("0px");
}

function reachFurther() {
  observer.disconnect();
  observer = observing(REACH);
  for (const element of listeners.keys()) observer.observe(element);
}

function observing(margin) {
  return new IntersectionObserver(tell, { root: document, rootMargin: margin });
}

function tell(entries) {
  for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
}
