/** One key for one intention: sending the same words again books once. */
export interface Attempt {
  /** Another text is another intention, and has a key of its own. */
  keyOf(body: object): string
}

export function beginAttempt(): Attempt {
  const id = crypto.randomUUID()
  return { keyOf: (body) => `${id}-${hash(JSON.stringify(body))}` }
}

/** Short and stable: tells two texts apart within one attempt. */
function hash(text: string): string {
  let value = 0
  for (let index = 0; index < text.length; index++) value = (Math.imul(value, 31) + text.charCodeAt(index)) | 0
  return (value >>> 0).toString(36)
}
