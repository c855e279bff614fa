// <tb-tabs>: the dashboards in the header, always in the same order. Where they find no room the one that is looked at is
// brought into sight; browsers that know `scroll-initial-target` have done it by then.

class TbTabs extends HTMLElement {
  connectedCallback() {
    this.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

customElements.define("tb-tabs", TbTabs);
