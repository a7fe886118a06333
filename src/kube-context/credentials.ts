import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { PreconditionError } from '../shared/precondition-error.ts'
import type { Entry, NamedEntry } from './kubeconfig.ts'

/**
 * Refuses a client certificate or a token that is known to have expired: the API server would only answer "Unauthorized".
 * @param entry the user with absolute paths
 * @throws PreconditionError with the time at which it expired, or that the certificate is none
 */
export async function refuseExpired(user: NamedEntry, entry: Entry): Promise<void> {
  const who = `${user.file}: the credentials of user ${JSON.stringify(user.name)}`
  const certificate = await certificateOf(entry)
  const expired = [certificateEnd(certificate, who), tokenEnd(await tokenOf(entry))].find(
    (end) => end !== undefined && end.getTime() < Date.now(),
  )
  if (expired)
    throw new PreconditionError(`${who} expired at ${expired.toISOString()}: log in again, then run the same command`)
}

async function certificateOf(entry: Entry): Promise<string | undefined> {
  const data = entry['client-certificate-data']
  if (typeof data === 'string' && data !== '') return Buffer.from(data, 'base64').toString()
  const path = entry['client-certificate']
  return typeof path === 'string' && path !== '' ? readFile(path, 'utf8') : undefined
}

async function tokenOf(entry: Entry): Promise<string | undefined> {
  const [token, path] = [entry['token'], entry['tokenFile']]
  // As in kubectl the file comes first: it is renewed.
  if (typeof path === 'string' && path !== '') return (await readFile(path, 'utf8')).trim()
  return typeof token === 'string' ? token : undefined
}

function certificateEnd(text: string | undefined, who: string): Date | undefined {
  if (text === undefined) return undefined
  try {
    return new Date(new X509Certificate(text).validTo)
  } catch {
    throw new PreconditionError(`${who}: the client certificate is no certificate in PEM`)
  }
}

/** Of a JSON Web Token, which most tokens are; of any other it is not known. */
function tokenEnd(token: string | undefined): Date | undefined {
  const [, payload] = token?.split('.') ?? []
  if (payload === undefined) return undefined
  try {
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp?: unknown }
    return typeof exp === 'number' ? new Date(exp * 1000) : undefined
  } catch {
    return undefined
  }
}
