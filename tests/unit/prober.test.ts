import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@playwright/test'
import { LOOP } from '../../src/istio/prober.ts'

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

test('each request of a prober is a connection of its own, and told at once', async () => {
  const { seen, url, listening } = await server()
  const loop = spawn('sh', ['-c', LOOP, 'prober', `${url}?request=[1-5]`])
  let lines = ''
  loop.stderr.on('data', (chunk: Buffer) => (lines += chunk.toString()))
  await expect.poll(() => lines.split('\n').filter((line) => line.startsWith('200 1'))).toHaveLength(5)
  expect(seen).toEqual({ connections: 5, requests: 5 })
  loop.stdin.end()
  listening.close()
})

test('a refused connection is told with its reason', async () => {
  const { url, listening } = await server()
  listening.close()
  await once(listening, 'close')
  const loop = spawn('sh', ['-c', LOOP, 'prober', `${url}?request=[1-2]`])
  let lines = ''
  loop.stderr.on('data', (chunk: Buffer) => (lines += chunk.toString()))
  await expect.poll(() => lines).toMatch(/^000 \d Failed to connect.*\n000 \d Failed to connect/)
  loop.stdin.end()
})

test('the requests end with the connection that began them', async () => {
  const { seen, url, listening } = await server()
  const loop = spawn('sh', ['-c', LOOP, 'prober', `${url}?request=[1-18000]`])
  await expect.poll(() => seen.requests).toBeGreaterThan(1)
  loop.stdin.end()
  await once(loop, 'close')
  listening.close()
  await once(listening, 'close')
})
