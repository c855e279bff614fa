// Tells elements whether they are in the viewport, or within reach of it once somebody scrolls: before that
// nothing says that they will. One observer for the page, whose root is the document, so that the margin
// holds in a notebook's frame too.

import { together } from "./together.js";

const REACH = "600px";

const listeners = new Map();
const fresh = new Set(); // nobody has looked yet where they are
let observer = null;
const tellSoon = together(tellFresh);

/** Calls back with true or false whenever it changes; gives the function that ends it. */
export function whileNear(element, listener) {
  observer ??= start();
  listeners.set(element, listener);
  observer.observe(element);
  lookAt(element);
  return () => {
    listeners.delete(element);
    fresh.delete(element);
    observer.unobserve(element);
  };
}

/** Whether any of it is in the viewport. */
export function isSeen(element) {
  const { top, bottom, height } = element.getBoundingClientRect();
  return height > 0 && top < innerHeight && bottom > 0;
}

/** What is seen at once need not wait for the observer, which tells with the next frame: one look for all. */
function lookAt(element) {
  fresh.add(element);
  tellSoon();
}

function tellFresh() {
  const seen = [...fresh].filter(isSeen);
  fresh.clear();
  for (const element of seen) listeners.get(element)?.(true);
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
