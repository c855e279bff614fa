// Tells elements whether they are in the viewport or within reach of it. One observer for the page. Its root
// is the document, so that the margin holds in a notebook's frame too.

const MARGIN = "600px";

const listeners = new Map();
let observer = null;

/** Calls back with true or false whenever it changes; gives the function that ends it. */
export function whileNear(element, listener) {
  observer ??= new IntersectionObserver(tell, { root: document, rootMargin: MARGIN });
  listeners.set(element, listener);
  observer.observe(element);
  return () => {
    listeners.delete(element);
    observer.unobserve(element);
  };
}

function tell(entries) {
  for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
}
