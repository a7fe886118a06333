import { request, type Dispatcher } from 'undici'
import type { Connection } from './connection.ts'
import { connectionError, DownloadError, statusError } from './download-error.ts'

/** Publishers redirect once, to where the file is stored. */
const REDIRECTS = 5

/** What to ask for besides the address. */
interface Question {
  connection: Connection
  signal: AbortSignal
  method?: 'GET' | 'HEAD'
  headers?: Record<string, string>
}

/**
 * Asks for a file, wherever its address leads, by https only.
 * @returns an answer with status 200, 206 or 416
 * @throws DownloadError
 */
export async function ask(url: string, question: Question): Promise<Dispatcher.ResponseData> {
  let address = url
  for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
    const answer = await askOnce(address, question)
    const { statusCode: status, headers } = answer
    if ([200, 206, 416].includes(status)) return answer
    await answer.body.dump().catch(() => undefined)
    if (status < 300 || status >= 400 || typeof headers['location'] !== 'string')
      throw statusError(address, status, question.connection.proxy)
    const next = new URL(headers['location'], address)
    if (next.protocol !== 'https:') throw new DownloadError(`${url} leads to ${next.href}, which is not https`, false)
    address = next.href
  }
  throw new DownloadError(`${url} leads on more than ${REDIRECTS} times`, false)
}

async function askOnce(url: string, { connection, signal, method = 'GET', headers }: Question) {
  try {
    return await request(url, {
      method,
      headers: { 'accept-encoding': 'identity', ...headers },
      dispatcher: connection.dispatcher,
      signal,
      headersTimeout: connection.silence,
      bodyTimeout: connection.silence,
    })
  } catch (error) {
    signal.throwIfAborted()
    throw connectionError(url, error, connection.proxy)
  }
}

/** The size of a file in bytes; undefined when its server does not say. @throws DownloadError */
export async function sizeOf(url: string, question: Question): Promise<number | undefined> {
  const { headers, body } = await ask(url, { ...question, method: 'HEAD' })
  await body.dump()
  const length = Number(headers['content-length'])
  return Number.isSafeInteger(length) && length > 0 ? length : undefined
}

/** A short text. @throws DownloadError */
export async function textAt(url: string, question: Question): Promise<string> {
  const { body } = await ask(url, question)
  try {
    return await body.text()
  } catch (error) {
    question.signal.throwIfAborted()
    throw connectionError(url, error, question.connection.proxy)
  }
}
