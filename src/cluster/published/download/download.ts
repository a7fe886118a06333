import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { cacheError, cachePaths, makeDirectory } from '../../cache/cache.ts'
import { takeLock } from '../../cache/lock.ts'
import type { Connection } from './connection.ts'
import { connectionError, DownloadError } from './download-error.ts'
import { ask } from './http.ts'
import { withRetries } from './retry.ts'

/** A file to get. */
export interface Download {
  url: string
  /** Where the whole, verified file appears, by one rename; in the cache. */
  to: string
  /** SHA-256 in hex. */
  sha256: string
  /** Who says so, for messages: a file or an address. */
  sumFrom: string
  connection: Connection
  signal: AbortSignal
  /** Called with bytes as they arrive; the total is undefined when the server does not say. */
  progress?(done: number, total: number | undefined): void
}

/** Where the first part of a file waits for the rest, and what the server calls that content (its ETag or its date). */
interface Partial {
  file: string
  validator: string
}

/**
 * Gets a file and verifies its sum. What a run that was ended has got is used by the next one. Of two runs at once the second waits.
 * @throws DownloadError with the address, the reason and what to do; PreconditionError when the cache cannot take it
 */
export async function download(wanted: Download): Promise<void> {
  const key = createHash('sha256').update(`${wanted.url} ${wanted.sha256}`).digest('hex').slice(0, 16)
  const name = `${basename(wanted.url)}-${key}`
  const file = join(cachePaths.downloads(), `${name}.partial`)
  const partial = { file, validator: `${file}.validator` }
  makeDirectory(cachePaths.downloads())
  makeDirectory(dirname(wanted.to))
  const lock = await takeLock(join(cachePaths.locks(), `download-${name}.lock`), wanted.signal, () => undefined)
  try {
    if ((await sizeOfFile(wanted.to)) > 0) return
    const resumed = await complete(wanted, partial)
    try {
      await verify(wanted, partial)
    } catch (error) {
      if (!resumed) throw error
      // The first part may be of other content under the same name.
      await complete(wanted, partial)
      await verify(wanted, partial)
    }
    await rename(partial.file, wanted.to)
    await rm(partial.validator, { force: true })
  } catch (error) {
    throw await withoutUnusable(error, partial)
  } finally {
    lock.release()
  }
}

/** @returns whether it went on with a part that was there before */
async function complete(wanted: Download, partial: Partial): Promise<boolean> {
  const before = await sizeOfFile(partial.file)
  let size = before
  const progressed = () => {
    const grown = partSize > size
    size = partSize
    return grown
  }
  let partSize = before
  await withRetries(
    async () => {
      try {
        await receive(wanted, partial)
      } finally {
        partSize = await sizeOfFile(partial.file)
      }
    },
    wanted.signal,
    progressed,
  )
  return before > 0
}

/** One request: the rest of the file, or all of it when its content has changed or the server does not send parts. */
async function receive({ url, connection, signal, progress }: Download, partial: Partial): Promise<void> {
  const have = await sizeOfFile(partial.file)
  const validator = have > 0 ? await readFile(partial.validator, 'utf8').catch(() => '') : ''
  const range = validator === '' ? {} : { range: `bytes=${have}-`, 'if-range': validator }
  const { statusCode, headers, body } = await ask(url, { connection, signal, headers: range })
  const continues =
    statusCode === 206 && new RegExp(`^bytes ${have}-`).test(String(headers['content-range'])) && validator !== ''
  if (statusCode !== 200 && !continues) {
    body.on('error', () => undefined).destroy()
    await discard(partial)
    throw new DownloadError(`${url}: the server answered ${statusCode} with another part than was asked for`, true)
  }
  if (!continues) await writeFile(partial.validator, validatorOf(headers))
  const length = Number(headers['content-length'])
  let done = continues ? have : 0
  const total = Number.isSafeInteger(length) ? done + length : undefined
  try {
    const counted = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        progress?.((done += chunk.length), total)
        yield chunk
      }
    }
    await pipeline(body, counted, createWriteStream(partial.file, { flags: continues ? 'a' : 'w' }), { signal })
  } catch (error) {
    signal.throwIfAborted()
    if (cacheError(error) !== error) throw error
    throw connectionError(url, error, connection.proxy)
  }
}

/** A strong ETag, or the date of the last change; RFC 9110 allows no weak ETag in If-Range. */
function validatorOf(headers: Record<string, string | string[] | undefined>): string {
  const etag = String(headers['etag'] ?? '')
  return etag.startsWith('"') ? etag : String(headers['last-modified'] ?? '')
}

/** @throws DownloadError, with nothing left of the file, when the sum is another */
async function verify({ url, sha256, sumFrom }: Download, partial: Partial): Promise<void> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(partial.file), hash)
  const found = hash.digest('hex')
  if (found === sha256) return
  await discard(partial)
  throw new DownloadError(
    `${url} has the SHA-256 ${found}, but ${sumFrom} says ${sha256}\n` +
      '  Nothing was kept. Run it again; if it stays so, do not use the file, and ask its publisher.',
    false,
  )
}

async function discard({ file, validator }: Partial): Promise<void> {
  for (const name of [file, validator]) await rm(name, { force: true })
}

/** What to throw. Where the disk is full or read-only, the part is removed if that can be done. */
async function withoutUnusable(error: unknown, partial: Partial): Promise<unknown> {
  const fault = cacheError(error)
  if (fault !== error) await discard(partial).catch(() => undefined)
  return fault
}

async function sizeOfFile(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}
