import { PreconditionError } from '../shared/precondition-error.ts'
import { messageOf } from '../shared/thrown.ts'

/** Milliseconds in which a host has to answer. */
const TIMEOUT = 30_000

/** How much of a refusal is quoted. */
const QUOTED = 300

/** Names a server on loopback that stands in for every publisher: for tests, where the hosts cannot be reached. */
const STAND_IN = 'PROVING_GROUND_PUBLISHERS'

/**
 * Where a publisher is asked: `https://<host>/<path>`, or below its host's name at the stand-in of a test.
 * @throws PreconditionError for a stand-in that is not on this machine: what it says would be shown as the publisher's word
 */
export function publisherAddress(host: string, path: string): string {
  const standIn = process.env[STAND_IN]
  if (!standIn) return `https://${host}/${path}`
  const url = URL.canParse(standIn) ? new URL(standIn) : undefined
  if (url?.protocol !== 'http:' || url.hostname !== '127.0.0.1')
    throw new PreconditionError(`${STAND_IN}=${standIn}: is not http://127.0.0.1:<port>; it is for tests only`)
  return `${url.origin}/${host}/${path}`
}

/** @throws PreconditionError with address and reason when there is no answer, or another one than success */
export async function request(address: string, options: RequestInit = {}): Promise<Response> {
  const response = await send(address, options)
  if (response.ok) return response
  const said = (await response.text().catch(() => '')).replace(/\s+/g, ' ').trim().slice(0, QUOTED)
  throw new PreconditionError(
    `${address}: answered ${response.status} ${response.statusText}${said ? `: ${said}` : ''}`,
  )
}

/** As `request`, and any answer will do. @throws PreconditionError when there is none */
export async function send(address: string, options: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(address, { ...options, signal: AbortSignal.timeout(TIMEOUT) })
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? `: ${messageOf(error.cause)}` : ''
    throw new PreconditionError(`${address}: cannot be reached (${messageOf(error)}${cause}); try again later`)
  }
}
