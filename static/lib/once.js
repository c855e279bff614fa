// What is costly to make, and not needed until it is.

/** A function that makes a value when it is first called, and gives the same ever after. */
export function once(make) {
  let made;
  return () => {
    made ??= make();
    return made;
  };
}
