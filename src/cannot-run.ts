/** Thrown when something is missing or wrong before anything could run: exit code 2. The message says what to do. */
export class CannotRun extends Error {
  override name = 'CannotRun'
}
