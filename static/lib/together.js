// Several reasons to do something, and one time that it is done.

/** A function whose calls, however many come at once, lead to one call of `work` right after them. */
export function together(work) {
  let isQueued = false;
  return () => {
    if (isQueued) return;
    isQueued = true;
    queueMicrotask(() => {
      isQueued = false;
      work();
    });
  };
}
