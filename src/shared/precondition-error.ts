/**
 * Thrown when something is missing or wrong that the user can repair: exit code 2. The message says what
 * to do and is printed without a stack. More specific errors extend it.
 */
export class PreconditionError extends Error {
  override name = 'PreconditionError'
}
