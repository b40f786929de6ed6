/** Prints some lines and nothing else of the page. */

export function printLines(lines: readonly string[]): void {
  const frame = document.createElement('iframe')
  frame.hidden = true
  document.body.append(frame)
  const inner = frame.contentDocument
  const list = inner?.createElement('pre')
  if (!inner || !list) return frame.remove()
  list.textContent = lines.join('\n')
  list.style.font = '16px/1.7 ui-monospace, monospace'
  inner.body.append(list)
  // Hidden frames print as well; gone once the dialog of the system is.
  frame.contentWindow?.addEventListener('afterprint', () => frame.remove(), { once: true })
  frame.contentWindow?.print()
}
