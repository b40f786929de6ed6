import { everyKey } from '@dramac/postmessage-rpc'

/** An element with attributes; Trusted Types have nothing to say about any we set. */
export function make<Tag extends string>(
  tag: Tag,
  attributes: Record<string, string>,
): Tag extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag] : HTMLElement {
  // safe: what createElement gives for the tag
  const element = document.createElement(tag) as ReturnType<typeof make<Tag>>
  everyKey(attributes, (name) => element.setAttribute(name, attributes[name]!))
  return element
}
