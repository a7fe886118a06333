import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@playwright/test'
import { LOOP, prober } from '../../../src/istio/prober.ts'
import { Cluster } from '../../../src/kubernetes/index.ts'
import { apiServer } from '../../support/api-server.ts'
import { CHANNEL, onExec } from '../../support/exec-server.ts'

/** Answers everything, and counts connections and requests. */
async function server() {
  const seen = { connections: 0, requests: 0 }
  const listening = createServer((_request, response) => {
    seen.requests++
    response.end('ok')
  })
  listening.on('connection', () => seen.connections++)
  listening.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  return { seen, url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/hostname`, listening }
}

test('prober makes a connection for each request, and tells it at once', async () => {
  const { seen, url, listening } = await server()
  const loop = spawn('sh', ['-c', LOOP, 'prober', `${url}?request=[1-5]`])
  let lines = ''
  loop.stderr.on('data', (chunk: Buffer) => (lines += chunk.toString()))
  await expect.poll(() => lines.split('\n').filter((line) => line.startsWith('200 1'))).toHaveLength(5)
  expect(seen).toEqual({ connections: 5, requests: 5 })
  loop.stdin.end()
  listening.close()
})

test('prober tells why a connection was refused', async () => {
  const { url, listening } = await server()
  listening.close()
  await once(listening, 'close')
  const loop = spawn('sh', ['-c', LOOP, 'prober', `${url}?request=[1-2]`])
  let lines = ''
  loop.stderr.on('data', (chunk: Buffer) => (lines += chunk.toString()))
  await expect.poll(() => lines).toMatch(/^000 \d Failed to connect.*\n000 \d Failed to connect/)
  loop.stdin.end()
})

test('prober ends its requests with the connection that began them', async () => {
  const { seen, url, listening } = await server()
  const loop = spawn('sh', ['-c', LOOP, 'prober', `${url}?request=[1-18000]`])
  await expect.poll(() => seen.requests).toBeGreaterThan(1)
  loop.stdin.end()
  await once(loop, 'close')
  listening.close()
  await once(listening, 'close')
})

/** A prober of a cluster whose client pod prints this line again and again. */
async function probing(line: string, timeoutMs: number) {
  const pods = { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [{ metadata: { name: 'client-1' } }] }
  const api = await apiServer({ '/api/v1/namespaces/shop/pods': pods })
  const closed = new Promise<void>((resolve) =>
    onExec(api.server, (connection, send) => {
      const timer = setInterval(() => send(CHANNEL.stderr, `${line}\n`), 10)
      connection.once('close', () => {
        clearInterval(timer)
        resolve()
      })
    }),
  )
  const route = { from: { namespace: 'shop', deployment: 'client' }, url: 'http://payments.payments:8080/' }
  return { api, closed, prober: prober(new Cluster(api.connection), route, timeoutMs) }
}

test('prober says why its first request never succeeds, and closes its connection to the pod', async () => {
  const { api, closed, prober: refused } = await probing('000 0 Failed to connect to payments.payments', 500)
  await expect(refused.start()).rejects.toThrow('the route does not work yet: 000 0 Failed to connect')
  await closed
  await api.close()
})

test('prober does not wait for a request when its connection to the pod closes', async () => {
  const pods = { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [{ metadata: { name: 'client-1' } }] }
  const api = await apiServer({ '/api/v1/namespaces/shop/pods': pods })
  onExec(api.server, (connection) => connection.end())
  const route = { from: { namespace: 'shop', deployment: 'client' }, url: 'http://payments.payments:8080/' }
  const hour = 3_600_000
  await expect(prober(new Cluster(api.connection), route, hour).start()).rejects.toThrow('the route does not work yet')
  await api.close()
})

test('prober counts from the first success on, and closes its connection when it is stopped', async () => {
  const { api, closed, prober: good } = await probing('200 1', 30_000)
  const running = await good.start()
  const counts = await running.stop()
  expect(counts.requests).toBeGreaterThan(0)
  expect(counts.failures).toBe(0)
  await closed
  await api.close()
})
