import { CONTROL_CHARACTERS } from '../../evidence/index.ts'

/** A JSON file to download. Control bytes that a command printed are escaped, so that no terminal obeys them. */
export function jsonDownload(value: unknown): Response {
  return new Response(`${JSON.stringify(value, null, 2).replace(CONTROL_CHARACTERS, escape)}\n`, {
    headers: { 'content-type': 'application/json' },
  })
}

/** JSON has an escape for each. */
function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
