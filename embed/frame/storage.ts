/** What the browser lets the frame keep. The widget must work with none. */
export async function probeStorage(): Promise<'none' | 'partitioned' | 'full'> {
  try {
    localStorage.setItem('dm', '1')
    localStorage.removeItem('dm')
  } catch {
    return 'none'
  }
  if (window === window.top) return 'full'
  const hasAccess = await Promise.resolve(document.hasStorageAccess?.()).catch(() => false)
  return hasAccess ? 'full' : 'partitioned'
}
