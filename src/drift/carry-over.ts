import { PreconditionError } from '../shared/precondition-error.ts'
import { messageOf } from '../shared/thrown.ts'
import { request, send } from './http.ts'
import { DRIFT, parseDrift } from './load.ts'
import type { Drift } from './schema.ts'

/**
 * What the published site says of the last drift run, so that a site that is built for another reason still says it.
 * @param home the address of the site, with a slash at its end
 * @returns undefined: it says nothing, or what this version of the project no longer reads; with the reason
 * @throws PreconditionError when the site cannot be asked: then it is not known whether something would be lost
 */
export async function carryOver(home: string): Promise<{ drift?: Drift; reason: string }> {
  const address = new URL(DRIFT, home).href
  const response = await send(address)
  if (response.status === 404) return { reason: `${address} is not there: no drift run is known` }
  if (!response.ok) await request(address)
  try {
    return { drift: parseDrift(address, await response.text()), reason: `${address} is taken over` }
  } catch (error) {
    if (!(error instanceof PreconditionError)) throw error
    return { reason: `left out, since it cannot be read: ${messageOf(error)}` }
  }
}
