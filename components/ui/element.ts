import { LitElement } from 'lit'

/** What every element of ours is. Holds nothing that only some of them need. */
export class DmElement extends LitElement {
  /** Registers the class under its tag, once per document. */
  static define(this: CustomElementConstructor, tag: string): void {
    if (!customElements.get(tag)) customElements.define(tag, this)
  }
}
