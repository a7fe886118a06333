import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import {
  chooseContext,
  kubeconfigFiles,
  readKubeconfig,
  writePrivateKubeconfig,
} from '../../../src/kube-context/index.ts'
import { Connection } from '../../../src/kubernetes-api/index.ts'
import { apiServer } from '../../support/api-server.ts'
import { setVariable } from '../../support/environment.ts'
import { asOtherUser } from '../../support/other-user.ts'

const run = promisify(execFile)

/** Writes files below a directory of their own. @returns their paths, in order */
async function files(...texts: string[]): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'proving-ground-kubeconfig-'))
  return Promise.all(
    texts.map(async (text, i) => {
      const file = join(directory, `${i}`, 'config')
      await mkdir(dirname(file))
      await writeFile(file, text)
      return file
    }),
  )
}

/** A kubeconfig with one context. @param user of the user's entry, as YAML in one line */
const config = (
  name: string,
  user = '{}',
  cluster = `{ server: "https://${name}.example.com:6443" }`,
) => `apiVersion: v1
kind: Config
preferences: {}
clusters:
- name: ${name}-cluster
  cluster: ${cluster}
users:
- name: ${name}-user
  user: ${user}
contexts:
- name: ${name}
  context: { cluster: ${name}-cluster, user: ${name}-user, namespace: shop }
`

const choose = async (name: string, paths: readonly string[]) => chooseContext(await readKubeconfig(paths), name, paths)

/** What is written, as far as tests look at it. */
interface Private {
  'current-context': string
  clusters: unknown[]
  users: [{ user: { token?: string; exec: { command: string; env: unknown; interactiveMode?: string } } }]
  contexts: unknown[]
}

/** The private kubeconfig of a context, as an object, with the path it was written to. */
async function privateConfig(name: string, paths: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const file = join(await mkdtemp(join(tmpdir(), 'proving-ground-private-')), 'kubeconfig')
  await writePrivateKubeconfig(await choose(name, paths), file, environment)
  return { file, config: JSON.parse(await readFile(file, 'utf8')) as Private }
}

test('kubeconfigFiles are those of KUBECONFIG, each once, else the one below HOME', () => {
  expect(kubeconfigFiles({ KUBECONFIG: ['', '/a', '/b', '/a', ''].join(delimiter) })).toEqual(['/a', '/b'])
  expect(kubeconfigFiles({ KUBECONFIG: '', HOME: '/home/x' })).toEqual(['/home/x/.kube/config'])
})

test('readKubeconfig merges files as kubectl does: the first entry of a name counts, and a missing file is empty', async () => {
  const [one] = await files(config('staging'))
  const found = await choose('staging', ['/nowhere/config', one!])
  expect([found.server, found.cluster.file]).toEqual(['https://staging.example.com:6443', one])
  const second = await files(config('prod'))
  expect((await choose('prod', [one!, ...second])).server).toBe('https://prod.example.com:6443')
  const overridden = await files(config('staging', '{}', '{ server: "https://late.example.com" }'))
  expect((await choose('staging', [one!, ...overridden])).server).toBe('https://staging.example.com:6443')
})

test('readKubeconfig takes what tools really write: nulls for empty lists, a byte order mark, JSON, unknown fields', async () => {
  const empty = await files(
    '',
    'apiVersion: v1\nkind: Config\nclusters: null\ncontexts: null\nusers: null\ncurrent-context: ""\n',
  )
  expect((await readKubeconfig(empty)).contexts).toEqual([])
  const [marked] = await files(`\uFEFF${config('staging')}`)
  expect((await choose('staging', [marked!])).name).toBe('staging')
  const entry = { name: 'a', cluster: { server: 'https://a', 'x-own': { b: 1 } } }
  const [json] = await files(
    JSON.stringify({
      clusters: [entry],
      users: [{ name: 'a' }],
      contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    }),
  )
  const written = await privateConfig('a', [json!])
  expect(written.config.clusters).toEqual([entry])
})

const wrong: [promise: string, text: string, says: RegExp][] = [
  ['is no YAML', 'clusters: [', /config:1: /],
  ['is a list', '- a', /config:1: /],
  ['names its contexts in a map', 'contexts: { a: b }', /config:1: contexts/],
  [
    'has a name twice',
    config('a').replace('users:', '- name: a-cluster\n  cluster: {}\nusers:'),
    /clusters has "a-cluster" twice/,
  ],
]
for (const [promise, text, says] of wrong) {
  test(`readKubeconfig refuses a file that ${promise}`, async () => {
    await expect(readKubeconfig(await files(text))).rejects.toThrow(says)
  })
}

test('readKubeconfig says which file cannot be read', async () => {
  const [file] = await files(config('a'))
  await expect(readKubeconfig([dirname(file!)])).rejects.toThrow(/^the kubeconfig .* cannot be read: EISDIR/)
  test.skip(process.getuid?.() !== 0, 'only root can become another user')
  await chmod(file!, 0o600)
  const { code, text } = await asOtherUser('src/kube-context/index.ts', 'readKubeconfig', [[file]], {})
  expect([code, text]).toEqual([
    2,
    expect.stringMatching(/^PreconditionError: the kubeconfig .* cannot be read: EACCES/),
  ])
})

const missing: [promise: string, text: string, name: string, says: RegExp][] = [
  ['the nearest of those that there are', config('staging'), 'stagin', /no context "stagin" in .*; nearest: staging/],
  ['that there is none', 'kind: Config', 'staging', /there is no context in it/],
  [
    'a cluster that is not there',
    config('a').replace('a-cluster\n', 'b\n'),
    'a',
    /names the cluster "a-cluster", which is not there/,
  ],
  ['a missing user', config('a').replace(', user: a-user', ''), 'a', /context "a" names no user/],
  ['a cluster without a server', config('a', '{}', '{}'), 'a', /cluster "a-cluster" has no server/],
  [
    'a server that is no address',
    config('a', '{}', '{ server: "a.example.com" }'),
    'a',
    /is no address: "a.example.com"/,
  ],
]
for (const [promise, text, name, says] of missing) {
  test(`chooseContext names ${promise}`, async () => {
    await expect(choose(name, await files(text))).rejects.toThrow(says)
  })
}

test('chooseContext says that there is no kubeconfig at all', async () => {
  await expect(choose('staging', ['/nowhere/config'])).rejects.toThrow(
    /no kubeconfig: \/nowhere\/config does not exist/,
  )
})

test('chooseContext names the other contexts of the same API server, however its address is written', async () => {
  const paths = await files(
    config('arn:aws:eks:eu-central-1:123456789012:cluster/a', '{}', '{ server: "https://X.example.com/" }')
      .replaceAll(/name: (arn.*)$/gm, 'name: "$1"')
      .replace(/context: \{ cluster: (\S+), user: (\S+),/, 'context: { cluster: "$1", user: "$2",'),
    config('admin', '{}', '{ server: "https://x.example.com:443" }'),
    config('other'),
  )
  const found = await choose('arn:aws:eks:eu-central-1:123456789012:cluster/a', paths)
  expect(found.alsoKnownAs).toEqual(['admin'])
})

test('writePrivateKubeconfig writes one cluster, user and context with absolute paths, for this user alone', async () => {
  const [one, two] = await files(
    config(
      'staging',
      '{ client-certificate: me.pem, client-key: ./me.key }',
      '{ server: "https://a", certificate-authority: ../ca.pem }',
    ),
    config('prod'),
  )
  const directory = dirname(one!)
  const certificate = await validCertificate()
  await writeFile(join(directory, 'me.pem'), certificate)
  await writeFile(join(directory, 'me.key'), 'k')
  await writeFile(join(dirname(directory), 'ca.pem'), 'c')
  const { file, config: written } = await privateConfig('staging', [one!, two!])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(written['current-context']).toBe('staging')
  expect(written.clusters).toEqual([
    {
      name: 'staging-cluster',
      cluster: { server: 'https://a', 'certificate-authority': join(dirname(directory), 'ca.pem') },
    },
  ])
  expect(written.users).toEqual([
    {
      name: 'staging-user',
      user: { 'client-certificate': join(directory, 'me.pem'), 'client-key': join(directory, 'me.key') },
    },
  ])
  // A page's commands mean the namespace in which they were recorded, not the one that the user works in.
  expect(written.contexts).toEqual([{ name: 'staging', context: { cluster: 'staging-cluster', user: 'staging-user' } }])
})

test('writePrivateKubeconfig lets an address without TLS be used, as kubectl does', async () => {
  const paths = await files(config('proxy', '{}', '{ server: "http://127.0.0.1:8001" }'))
  const { config: written, file } = await privateConfig('proxy', paths)
  expect(written.clusters).toEqual([
    { name: 'proxy-cluster', cluster: { server: 'http://127.0.0.1:8001', 'insecure-skip-tls-verify': true } },
  ])
  const connection = new Connection(file)
  await expect(connection.get('/version')).rejects.not.toThrow(/not allowed/)
  connection.close()
})

test('writePrivateKubeconfig leaves the user’s file as it is: bytes, mode and time', async () => {
  const [file] = await files(config('staging', '{ token: abc }'))
  await chmod(file!, 0o640)
  await utimes(file!, 1_600_000_000, 1_600_000_000)
  const before = [await readFile(file!, 'utf8'), await stat(file!)] as const
  await privateConfig('staging', [file!])
  const after = [await readFile(file!, 'utf8'), await stat(file!)] as const
  expect(after[0]).toBe(before[0])
  for (const field of ['mode', 'uid', 'gid', 'mtimeMs', 'ctimeMs', 'ino'] as const)
    expect(after[1][field]).toBe(before[1][field])
})

test('writePrivateKubeconfig gives an exec user what it needs of the environment, and nothing else', async () => {
  const [file] = await files(
    config(
      'eks',
      '{ exec: { apiVersion: client.authentication.k8s.io/v1, command: aws, args: [eks, get-token], env: [{ name: AWS_PROFILE, value: of-file }], interactiveMode: IfAvailable } }',
    ),
  )
  const environment = {
    HOME: '/home/x',
    PATH: '/bin',
    AWS_PROFILE: 'of-shell',
    AWS_REGION: 'eu',
    ARM_TENANT_ID: 't',
    GITHUB_TOKEN: 'no',
    AWSOME: 'no',
  }
  const { config: written } = await privateConfig('eks', [file!], environment)
  const { exec } = written.users[0].user
  expect(exec.command).toBe('aws')
  expect(exec.interactiveMode).toBe('IfAvailable')
  expect(exec.env).toEqual([
    { name: 'AWS_PROFILE', value: 'of-file' },
    { name: 'HOME', value: '/home/x' },
    { name: 'PATH', value: '/bin' },
    { name: 'AWS_REGION', value: 'eu' },
    { name: 'ARM_TENANT_ID', value: 't' },
  ])
})

test('the exec program of a private kubeconfig has the variables of its provider where whoever starts it has none', async () => {
  const names = ['HOME', 'AWS_PROFILE', 'GOOGLE_PROJECT', 'CLOUDSDK_CONFIG', 'AZURE_USER', 'ARM_USER', 'KUBELOGIN_USER']
  const api = await apiServer({ '/version': { gitVersion: 'v1.36.3' } })
  const seen: (string | undefined)[] = []
  api.server.on('request', ({ headers }) => seen.push(headers.authorization))
  const { server } = api.connection.config.getCurrentCluster()!
  const user = '{ exec: { apiVersion: client.authentication.k8s.io/v1, command: ./login } }'
  const [file] = await files(config('eks', user, `{ server: "${server}" }`))
  // The token that it gives is what it finds in its environment.
  const status = `{"token":"${names.map((name) => `$${name}`).join(',')}"}`
  const credential = `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":${status}}`
  await writeFile(join(dirname(file!), 'login'), `#!/bin/sh\ncat <<EOF\n${credential}\nEOF\n`, { mode: 0o755 })
  const restore = names.map((name) => setVariable(name, `my-${name}`))
  const written = await privateConfig('eks', [file!], process.env).finally(() => restore.forEach((one) => one()))
  const connection = new Connection(written.file)
  try {
    await connection.get('/version')
    expect(seen).toEqual([`Bearer ${names.map((name) => `my-${name}`).join(',')}`])
  } finally {
    connection.close()
    await api.close()
  }
})

test('writePrivateKubeconfig resolves an exec command with a slash against the file, and takes env: null', async () => {
  const [file] = await files(config('x', '{ exec: { apiVersion: v1, command: bin/login, env: null } }'))
  const { config: written } = await privateConfig('x', [file!], { OTHER: '1' })
  expect(written.users[0].user.exec).toEqual({ apiVersion: 'v1', command: join(dirname(file!), 'bin/login'), env: [] })
})

const jwt = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`
const unusable: [promise: string, user: string, says: RegExp][] = [
  [
    'a token that expired',
    `{ token: ${jwt({ exp: 1_600_000_000 })} }`,
    /credentials of user "x-user" expired at 2020-09-13T12:26:40\.000Z: log in again/,
  ],
  [
    'a certificate that is none',
    `{ client-certificate-data: ${Buffer.from('x').toString('base64')} }`,
    /is no certificate in PEM/,
  ],
  ['a file that is not there', '{ client-certificate: gone.pem }', /client-certificate of "x-user": ENOENT/],
  ['an auth-provider', '{ auth-provider: { name: gcp } }', /auth-provider, which kubectl takes no longer/],
  ['an exec without a command', '{ exec: { apiVersion: v1 } }', /exec of user "x-user" has no command/],
]
for (const [promise, user, says] of unusable) {
  test(`writePrivateKubeconfig refuses ${promise}`, async () => {
    const paths = await files(config('x', user))
    await expect(privateConfig('x', paths)).rejects.toThrow(says)
  })
}

test('writePrivateKubeconfig refuses a client certificate that expired, with the time, in the kubeconfig and in a file', async () => {
  const { certificate, end } = await expiredCertificate()
  const data = Buffer.from(certificate).toString('base64')
  const paths = await files(
    config('data', `{ client-certificate-data: ${data} }`),
    config('file', '{ client-certificate: me.pem }'),
  )
  await writeFile(join(dirname(paths[1]!), 'me.pem'), certificate)
  for (const [i, name] of ['data', 'file'].entries())
    await expect(privateConfig(name, paths)).rejects.toThrow(
      `${paths[i]}: the credentials of user "${name}-user" expired at ${end.toISOString()}: log in again, then run the same command`,
    )
})

test('writePrivateKubeconfig takes tokens that are no JSON Web Tokens, or that do not end', async () => {
  for (const token of ['abc', 'a.b.c', jwt({ sub: 'x' }), jwt({ exp: 9_999_999_999 })]) {
    const paths = await files(config('x', `{ token: "${token}" }`))
    expect((await privateConfig('x', paths)).config.users[0].user.token).toBe(token)
  }
})

/** A certificate that is valid now; nothing checks who signed it. */
async function validCertificate(): Promise<string> {
  const { rootCertificates } = await import('node:tls')
  const { X509Certificate } = await import('node:crypto')
  return rootCertificates.find((one) => new Date(new X509Certificate(one).validTo).getTime() > Date.now() + 86_400_000)!
}

/** A client certificate that was valid until yesterday, with its end as openssl prints it. */
async function expiredCertificate(): Promise<{ certificate: string; end: Date }> {
  const directory = await mkdtemp(join(tmpdir(), 'proving-ground-certificate-'))
  const openssl = async (words: string) => (await run('openssl', words.split(' '), { cwd: directory })).stdout
  await openssl('req -new -newkey rsa:2048 -nodes -keyout me.key -subj /CN=me -out me.csr')
  const certificate = await openssl('x509 -req -in me.csr -signkey me.key -days -1')
  await writeFile(join(directory, 'me.pem'), certificate)
  const printed = await openssl('x509 -in me.pem -noout -enddate')
  return { certificate, end: new Date(printed.trim().replace('notAfter=', '')) }
}
