/**
 * Thrown when something is missing or wrong that the person at the terminal can mend: exit code 2. The message says what
 * to do and is printed without a stack. Errors that say more precisely what is wrong extend it.
 */
export class PreconditionError extends Error {
  override name = 'PreconditionError'
}
