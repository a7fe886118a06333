import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { setInterval } from 'node:timers/promises'
import { expect, test } from '@playwright/test'
import { cachePaths } from '../../../src/cluster/cache/cache.ts'
import { openConnection } from '../../../src/cluster/published/download/connection.ts'
import { download, type Download } from '../../../src/cluster/published/download/download.ts'
import { withCache } from '../../support/own-cache.ts'
import { inProject, start } from '../../support/project.ts'
import { sha256 } from '../../../src/evidence/index.ts'
import { ToolPublishers, sendFile } from '../../support/tool-publishers.ts'

const URL_OF_FILE = 'https://dl.k8s.io/release/v1.0.0/bin/linux/amd64/kubectl'
const CONTENT = randomBytes(300_000)
const HALF = CONTENT.length / 2

let publishers: ToolPublishers
test.beforeEach(async () => void (publishers = await ToolPublishers.start()))
test.afterEach(() => publishers.stop())

/** Gets the file into an empty cache. @returns what was got, or the error, and what is left of it in the cache */
function attempt(wanted: Partial<Download> = {}, silence?: number) {
  return withCache(() => get(wanted, silence))
}

async function get(wanted: Partial<Download> = {}, silence?: number) {
  const to = join(cachePaths.building(), 'file')
  const signal = new AbortController().signal
  let error: Error | undefined
  try {
    const connection = openConnection(silence)
    const sum = { sha256: sha256(CONTENT), sumFrom: 'toolchain.sums.yaml' }
    try {
      await download({ url: URL_OF_FILE, to, ...sum, signal, connection, ...wanted })
    } finally {
      await connection.dispatcher.destroy()
    }
  } catch (thrown) {
    error = thrown as Error
  }
  const list = (directory: string) => readdir(directory).catch(() => [])
  return {
    got: await readFile(to).catch(() => undefined),
    error,
    left: [...(await list(cachePaths.downloads())), ...(await list(cachePaths.building()))],
  }
}

/** Sends the head of the whole file and its first half, then breaks the connection. */
function breakAtHalf(response: ServerResponse, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-length': CONTENT.length, ...headers })
  response.write(CONTENT.subarray(0, HALF), () => setImmediate(() => response.destroy()))
}

const ETAG = `"${sha256(CONTENT).slice(0, 16)}"`

test('a download arrives whole through the proxy, from where its address leads', async () => {
  const stored = 'https://release-assets.githubusercontent.com/kubectl'
  publishers.answer(URL_OF_FILE, (_, response) => response.writeHead(302, { location: stored }).end())
  publishers.serve(stored, CONTENT)
  const { got, error, left } = await attempt()
  expect(error).toBeUndefined()
  expect(got?.equals(CONTENT)).toBe(true)
  expect(left).toEqual(['file'])
  expect(publishers.connected).toEqual(['dl.k8s.io:443', 'release-assets.githubusercontent.com:443'])
})

test('a download does not follow an address to plain http', async () => {
  publishers.answer(URL_OF_FILE, (_, response) => response.writeHead(302, { location: 'http://dl.k8s.io/x' }).end())
  const { error } = await attempt()
  expect(error?.message).toContain('leads to http://dl.k8s.io/x, which is not https')
})

test('a download with another sum is refused, says both sums, and leaves nothing', async () => {
  publishers.serve(URL_OF_FILE, CONTENT)
  const { got, error, left } = await attempt({ sha256: '0'.repeat(64) })
  expect(error?.message).toContain(
    `${URL_OF_FILE} has the SHA-256 ${sha256(CONTENT)}, but toolchain.sums.yaml says 000`,
  )
  expect(error?.name).toBe('DownloadError')
  expect([got, left]).toEqual([undefined, []])
})

test('a download that does not exist fails at the first answer, with the address', async () => {
  const { error, left } = await attempt()
  expect(error?.message).toMatch(/^https:\/\/dl\.k8s\.io\/.*kubectl: the server answered 404; does toolchain\.yaml/)
  expect(publishers.requests).toHaveLength(1)
  expect(left).toEqual([])
})

test('a download says that the proxy asks for a login, without the one that is set, and takes it from HTTPS_PROXY', async () => {
  publishers.login = 'ada:se/cret'
  publishers.serve(URL_OF_FILE, CONTENT)
  const proxy = process.env['HTTPS_PROXY']!
  publishers.set('HTTPS_PROXY', proxy.replace('//', '//ada:wrong@'))
  const { error } = await attempt()
  expect(error?.message).toMatch(/the proxy 127\.0\.0\.1:\d+ asks for a name and a password \(407\)\n.*HTTPS_PROXY/)
  expect(error?.message).not.toContain('wrong')
  expect(publishers.connected).toHaveLength(1)
  publishers.set('HTTPS_PROXY', proxy.replace('//', '//ada:se%2Fcret@'))
  expect((await attempt()).got?.equals(CONTENT)).toBe(true)
})

test('a download names the certificate that is refused and the variables that help, and each of them helps', async () => {
  publishers.serve(URL_OF_FILE, CONTENT)
  publishers.set('SSL_CERT_FILE', '')
  const { error } = await attempt()
  expect(error?.message).toMatch(/the certificate of dl\.k8s\.io is refused .*\n.*NODE_EXTRA_CA_CERTS or SSL_CERT_FILE/)
  expect(publishers.requests).toEqual([])
  publishers.set('NODE_EXTRA_CA_CERTS', publishers.authority)
  expect((await attempt()).got?.equals(CONTENT)).toBe(true)
})

test('a file of authorities that is not there or has none in it is refused by the variable’s name', async () => {
  publishers.set('SSL_CERT_FILE', '/nowhere/ca.pem')
  expect((await attempt()).error?.message).toMatch(/^SSL_CERT_FILE names a file that cannot be read: ENOENT/)
  publishers.set('SSL_CERT_FILE', '/dev/null')
  expect((await attempt()).error?.message).toContain('SSL_CERT_FILE names /dev/null, which has no certificate in it')
})

test('an HTTPS_PROXY without a scheme is one of http, and one of another scheme is refused', async () => {
  publishers.serve(URL_OF_FILE, CONTENT)
  publishers.set('HTTPS_PROXY', process.env['HTTPS_PROXY']!.replace('http://', ''))
  expect((await attempt()).got?.equals(CONTENT)).toBe(true)
  publishers.set('HTTPS_PROXY', 'socks5://127.0.0.1:1080')
  expect((await attempt()).error?.message).toContain('HTTPS_PROXY is not the address of an HTTP proxy')
})

test('a host that NO_PROXY names is asked without the proxy', async () => {
  const url = `https://${publishers.direct}/kubectl`
  publishers.serve(url, CONTENT)
  publishers.set('NO_PROXY', 'example.com,127.0.0.1')
  expect((await attempt({ url })).got?.equals(CONTENT)).toBe(true)
  expect(publishers.connected).toEqual([])
})

test('a download that breaks at half goes on from there', async () => {
  let broken: ServerResponse | undefined
  publishers.answer(URL_OF_FILE, (request, response) => {
    if (broken) return sendFile(request, response, CONTENT)
    broken = response.writeHead(200, { 'content-length': CONTENT.length, etag: ETAG })
    response.write(CONTENT.subarray(0, HALF))
  })
  const { got, error } = await attempt({ progress: (done) => void (done === HALF && broken?.destroy()) })
  expect(error).toBeUndefined()
  expect(got?.equals(CONTENT)).toBe(true)
  expect(publishers.requests[1]).toMatch(/bytes=[1-9]\d*-$/)
})

test('a download begins anew where the server sends no parts, or names no version of the content', async () => {
  const answers: Record<string, string>[] = [{ etag: ETAG }, { etag: `W/${ETAG}` }, {}]
  for (const headers of answers) {
    let first = true
    publishers.answer(URL_OF_FILE, (_, response) => {
      if (first) breakAtHalf(response, headers)
      else response.writeHead(200, headers).end(CONTENT)
      first = false
    })
    const { got, error } = await attempt()
    expect(error).toBeUndefined()
    expect(got?.equals(CONTENT)).toBe(true)
  }
})

test('a download begins anew when the content has changed since it broke', async () => {
  let first = true
  publishers.answer(URL_OF_FILE, (request, response) => {
    if (first) breakAtHalf(response, { etag: '"of-before"' })
    else sendFile(request, response, CONTENT)
    first = false
  })
  expect((await attempt()).got?.equals(CONTENT)).toBe(true)
})

test('a part of other content under the same name is thrown away, and the download begins anew', async () => {
  const other = randomBytes(HALF)
  let first = true
  publishers.answer(URL_OF_FILE, (request, response) => {
    if (!first) return sendFile(request, response, CONTENT)
    first = false
    response.writeHead(200, { 'content-length': CONTENT.length, etag: ETAG })
    response.write(other)
  })
  await withCache(async () => {
    const ended = new AbortController()
    const broken = get({ signal: ended.signal, progress: (done) => done === HALF && ended.abort() })
    expect((await broken).got).toBeUndefined()
    expect((await get()).got?.equals(CONTENT)).toBe(true)
  })
})

test('what a run got that was ended is used by the next one', async () => {
  fallSilentHalfway()
  await withCache(async () => {
    const ended = new AbortController()
    const { error } = await get({ signal: ended.signal, progress: (done) => done === HALF && ended.abort() })
    expect(error?.name).toBe('AbortError')
    expect((await get()).got?.equals(CONTENT)).toBe(true)
    expect(publishers.requests[1]).toMatch(/bytes=[1-9]\d*-$/)
  })
})

test('a download is tried again while the server is unavailable', async () => {
  let attempts = 0
  publishers.answer(URL_OF_FILE, (request, response) =>
    attempts++ < 2 ? response.writeHead(503).end() : sendFile(request, response, CONTENT),
  )
  expect((await attempt()).got?.equals(CONTENT)).toBe(true)
})

test('a download is given up after five attempts without a byte, and says so', async () => {
  publishers.answer(URL_OF_FILE, (_, response) => response.writeHead(503).end())
  const { error } = await attempt()
  expect(error?.message).toBe(`${URL_OF_FILE}: the server answered 503 (5 attempts)`)
  expect(publishers.requests).toHaveLength(5)
})

test('a slow download goes on while bytes arrive, longer than a silent one may last', async () => {
  publishers.answer(URL_OF_FILE, (_, response) => {
    response.writeHead(200, { 'content-length': CONTENT.length })
    const step = CONTENT.length / 20
    void (async () => {
      let at = 0
      for await (const _tick of setInterval(250)) {
        response.write(CONTENT.subarray(at, (at += step)))
        if (at === CONTENT.length) break
      }
      response.end()
    })()
  })
  expect((await attempt({}, 1500)).got?.equals(CONTENT)).toBe(true)
  expect(publishers.requests).toHaveLength(1)
})

test('a download that falls silent is asked for again, from there on', async () => {
  fallSilentHalfway()
  expect((await attempt({}, 1000)).got?.equals(CONTENT)).toBe(true)
  expect(publishers.requests[1]).toMatch(/bytes=[1-9]\d*-$/)
})

test('two runs that want the same file get it once', async () => {
  publishers.serve(URL_OF_FILE, CONTENT)
  await withCache(async () => {
    for (const { got } of await Promise.all([get(), get()])) expect(got?.equals(CONTENT)).toBe(true)
  })
  expect(publishers.requests).toHaveLength(1)
})

/** Gets the file in a process of its own that sees another file system at its cache. @param mount shell words; `$1` is the cache */
async function attemptOn(mount: string, directory: string) {
  const program = `
    const { openConnection } = await import(${JSON.stringify(inProject('src/cluster/published/download/connection.ts'))})
    const { download } = await import(${JSON.stringify(inProject('src/cluster/published/download/download.ts'))})
    const [url, sha256, to] = process.argv.slice(1)
    const signal = new AbortController().signal
    await download({ url, to, sha256, sumFrom: 'a test', signal, connection: openConnection() }).catch((error) => console.log(error.name + ': ' + error.message))
    console.log('left', await (await import('node:fs/promises')).readdir(process.env.XDG_CACHE_HOME, { recursive: true }))
    process.exit(0)`
  const words = [process.execPath, '--input-type=module', '--eval', program, '--', URL_OF_FILE, sha256(CONTENT)]
  const to = join(directory, 'proving-ground/building/file')
  const shell = ['unshare', '--mount', 'sh', '-c', `${mount} && shift && exec "$@"`, 'sh', directory, ...words, to]
  const { text } = await start(shell, { ...publishers.environment(), XDG_CACHE_HOME: directory }).ended
  return text
}

test('a download that fills the disk says so, and leaves nothing', async ({}, info) => {
  test.skip(process.getuid?.() !== 0, 'only root can mount')
  publishers.serve(URL_OF_FILE, CONTENT)
  const directory = info.outputPath('cache')
  await mkdir(directory, { recursive: true })
  const text = await attemptOn('mount -t tmpfs -o size=128k tmpfs "$1"', directory)
  expect(text).toMatch(/PreconditionError: the cache .* cannot be used: ENOSPC.*\n.*XDG_CACHE_HOME/)
  expect(text).not.toContain('.partial')
})

test('a download into a read-only cache says so', async ({}, info) => {
  test.skip(process.getuid?.() !== 0, 'only root can mount')
  publishers.serve(URL_OF_FILE, CONTENT)
  const directory = info.outputPath('cache')
  await mkdir(directory, { recursive: true })
  const text = await attemptOn('mount -t tmpfs -o ro tmpfs "$1"', directory)
  expect(text).toMatch(/PreconditionError: the cache .* cannot be used: EROFS.*\n.*XDG_CACHE_HOME/)
  expect(publishers.requests).toEqual([])
})

/** The server sends half of the file and then nothing more; whoever asks again gets the rest. */
function fallSilentHalfway(): void {
  let first = true
  publishers.answer(URL_OF_FILE, (request, response) => {
    if (!first) return sendFile(request, response, CONTENT)
    first = false
    response.writeHead(200, { 'content-length': CONTENT.length, etag: ETAG })
    response.write(CONTENT.subarray(0, HALF))
  })
}
