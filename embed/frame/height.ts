/** Tells the content's height, once a painted frame at most. The root element must not stretch to the frame. */
export function watchHeight(tell: (height: number) => void, root = document.documentElement): () => void {
  let request = 0
  let last = 0
  const measure = () => {
    request = 0
    const { height } = root.getBoundingClientRect()
    if (height > 0 && height !== last) tell((last = height))
  }
  const observer = new ResizeObserver(() => {
    request ||= requestAnimationFrame(measure)
  })
  observer.observe(root)
  // A frame not shown yet paints nothing: the first height goes without waiting.
  measure()
  return () => {
    observer.disconnect()
    cancelAnimationFrame(request)
  }
}
