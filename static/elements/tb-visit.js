// <tb-visit ends>: sends the form of this id once, on the first page after the browser was started: what was kept
// for a visit only ends with it. A cookie that ends with the browser tells one visit from the next.

const COOKIE = "tb_visit=1";

class TbVisit extends HTMLElement {
  connectedCallback() {
    const isNew = !document.cookie.split("; ").includes(COOKIE);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not for pages without TLS
    document.cookie = `${COOKIE}; path=/; SameSite=Lax`;
    const form = document.getElementById(this.getAttribute("ends"));
    if (isNew && form) queueMicrotask(() => form.requestSubmit());
  }
}

customElements.define("tb-visit", TbVisit);
