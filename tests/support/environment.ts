/**
 * Sets a variable of this process, which its worker shares with the tests that come later.
 * @returns gives it the value again that it had, or takes it away
 */
export function setVariable(name: string, value: string): () => void {
  const before = process.env[name]
  process.env[name] = value
  return () => {
    if (before === undefined) delete process.env[name]
    else process.env[name] = before
  }
}
