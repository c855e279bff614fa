// Links within a text of somebody, `[below](#the-end)`: they lead to its heading of that name. A place behind the `#`
// of the page would be taken for a tab of TensorBoard, and names of headings are not unique on a page of many texts.

const LINK = '[hx-ignore] a[href^="#"]';

/** The name that links have for a heading: as on GitHub and in MkDocs. */
export function nameOf(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s+/g, "-");
}

/** Follows such links on a page; one that leads nowhere does nothing. */
export function followPlaces(page) {
  for (const type of ["click", "auxclick"]) page.addEventListener(type, follow);
}

function follow(event) {
  const link = event.target.closest?.(LINK);
  if (!link) return;
  event.preventDefault();
  const name = nameOf(decoded(link.getAttribute("href").slice(1)));
  const headings = [...link.closest("[hx-ignore]").querySelectorAll("h1, h2, h3, h4, h5, h6")];
  const heading = headings.find((each) => nameOf(each.textContent) === name);
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "start" });
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
