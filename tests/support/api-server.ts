import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Connection } from '../../src/kubernetes-api/index.ts'

/** What an API server does with a request: answers with an object, with a status, hangs up, or says nothing at all. */
export type Answer = object | number | 'hangs up' | 'says nothing'

/** An answer that depends on what was sent. */
export type Reply = (body: unknown) => Answer

/** An HTTP server on this machine that answers as a cluster's API server may, on its worse days too. */
export interface ApiServer {
  connection: Connection
  /** The path of a kubeconfig that leads to it. */
  kubeconfig: string
  server: Server
  /** By path, without its query; what is not there is answered with 404. May be changed at any time. */
  answers: Record<string, Answer | Reply>
  close(): Promise<void>
}

/** What every cluster serves: the kinds that checks ask for. */
const DISCOVERY: Record<string, Answer> = {
  '/api/v1': resources('v1', ['namespaces', 'Namespace'], ['configmaps', 'ConfigMap'], ['pods', 'Pod']),
  '/apis/apps/v1': resources('apps/v1', ['deployments', 'Deployment']),
}

export async function apiServer(answers: Record<string, Answer | Reply> = {}): Promise<ApiServer> {
  const all: Record<string, Answer | Reply> = { ...DISCOVERY, ...answers }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const found = all[request.url!.split('?')[0]!] ?? 404
    const given = typeof found === 'function' ? (found as Reply)(await bodyOf(request)) : found
    if (given === 'hangs up') return void request.socket.destroy()
    if (given === 'says nothing') return
    const code = typeof given === 'number' ? given : 200
    const body = code === 200 ? given : { kind: 'Status', apiVersion: 'v1', status: 'Failure', code }
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const directory = await mkdtemp(join(tmpdir(), 'proving-ground-api-'))
  const kubeconfig = join(directory, 'kubeconfig')
  await writeFile(kubeconfig, config(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  const connection = new Connection(kubeconfig)
  const close = async () => {
    connection.close()
    server.closeAllConnections()
    server.close()
    await rm(directory, { recursive: true })
  }
  return { connection, kubeconfig, server, answers: all, close }
}

/** What was sent as JSON; undefined: nothing. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const text = (await request.toArray()).join('')
  return text === '' ? undefined : JSON.parse(text)
}

function resources(groupVersion: string, ...kinds: [name: string, kind: string][]): object {
  const list = kinds.map(([name, kind]) => ({ name, kind, namespaced: kind !== 'Namespace', verbs: ['get', 'list'] }))
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: list }
}

function config(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'x', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'x', user: {} }],
    contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
    'current-context': 'x',
  })
}
