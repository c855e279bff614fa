// <tb-toolbar>: the toolbar, in as many rows as its controls need. What stays on top of the page below it, and where the
// page scrolls to, must know how high that is: `--toolbar-height`.

const root = document.documentElement;

class TbToolbar extends HTMLElement {
  #rows = new ResizeObserver(([{ target }]) => {
    const height = `${target.offsetHeight}px`;
    // Set only where it differs: the whole page is styled anew.
    if (getComputedStyle(root).getPropertyValue("--toolbar") === height) return;
    root.style.setProperty("--toolbar-height", height);
  });

  connectedCallback() {
    this.#rows.observe(this.firstElementChild);
  }

  disconnectedCallback() {
    this.#rows.disconnect();
    root.style.removeProperty("--toolbar-height");
  }
}

customElements.define("tb-toolbar", TbToolbar);
