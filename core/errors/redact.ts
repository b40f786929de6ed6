/** What an error says, without what is somebody's: addresses, secrets, numbers and whatever stands in quotes. */
const replacements: readonly (readonly [found: RegExp, word: string])[] = [
  [/\b(bearer|basic)\s+\S+/gi, '$1 [secret]'],
  [/\b(password|passwd|pwd|token|secret|cookie|authorization|api[_-]?key)(["']?\s*[:=]\s*)\S+/gi, '$1$2[secret]'],
  [/\bdm_[a-z]{2,4}_\S+/g, '[secret]'],
  [/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[address]'],
  [/[^\s@"'<>(),;:]+@[^\s@"'<>(),;:]+/g, '[e-mail]'],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '[id]'],
  [/"[^"]{0,500}"|'[^']{0,500}'|`[^`]{0,500}`/g, '[text]'],
  [/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/g, '[address]'],
  [/\b[\w+/=-]{24,}\b/g, '[secret]'],
  [/\+?\d[\d\s().-]{5,}\d/g, '[number]'],
  [/\b\d+\b/g, '[number]'],
]

const longest = 300

export function redact(text: string): string {
  return replacements.reduce((rest, [found, word]) => rest.replace(found, word), text.slice(0, 2_000)).slice(0, longest)
}
