/** The constraint that a statement ran into, where PostgreSQL says so. */
export function constraintOf(error: unknown): string | undefined {
  const { constraint } = Object(error) as { constraint?: string } // only read
  return constraint
}
