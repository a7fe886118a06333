import { expect, test } from '@playwright/test'
import { MessageIndex } from '../../../../src/site/messages/match-message.ts'
import { knownMessages } from '../../../support/known-messages.ts'
import { publicMessages } from './public-messages.ts'

const index = new MessageIndex(await knownMessages())

/** How tools pass a message on. */
const carriers: [tool: string, carry: (text: string) => string][] = [
  ['alone', (text) => text],
  ['kubectl', (text) => `Error from server (InternalError): error when creating "cart.yaml": ${text}`],
  [
    'an event',
    (text) => `  Warning  FailedCreate  8m35s (x21 over 133m)  replicaset-controller  Error creating: ${text}`,
  ],
  ['Helm', (text) => `Error: UPGRADE FAILED: failed to create resource: ${text}`],
  ['Argo CD', (text) => `one or more objects failed to apply, reason: ${text}. Retrying attempt #5 at 10:11AM.`],
  ['a log', (text) => `2026-01-05T10:00:00.000000Z\terror\tinstaller\tfailed to update resource: ${text}`],
  ['klog', (text) => `W0227 21:51:03.156818       1 dispatcher.go:205] ${text}`],
  ['YAML', (text) => `    message: '${text.replaceAll("'", "''")}'`],
  [
    'YAML that is folded',
    (text) => `    message: '${folded(text, 60).replaceAll('\n', '\n      ')}'\n    reason: FailedCreate`,
  ],
  ['JSON', (text) => `{"level":"error","ts":1767607200.123,"msg":"Reconciler error","error":${JSON.stringify(text)}}`],
  ['logfmt', (text) => `time="2026-01-05T10:00:00Z" level=error msg=${JSON.stringify(text)} app=cart`],
  ['a chat', (text) => text.replace(/"([^"]*)"/g, '“$1”')],
  ['HTML', (text) => text.replaceAll('"', '&quot;')],
  ['a narrow terminal', (text) => folded(text, 72)],
  ['a terminal that cuts words', (text) => text.replace(/\s+/g, ' ').replace(/.{67}/g, '$&\n')],
  ['Terraform', (text) => `│ Error: ${folded(text, 70).replaceAll('\n', '\n│ ')}`],
]

for (const { what, text, best, never } of publicMessages) {
  test(`MessageIndex does not answer a public message with another cause: ${what}`, () => {
    for (const [tool, carry] of carriers) {
      const matches = index.find(carry(text))
      const [first] = matches
      const isCut = tool === 'a terminal that cuts words'
      // Of words that are cut a surer answer may be missing, but none may be wrong.
      if (!isCut || first) expect([tool, first && [first.kind, first.message.path]]).toEqual([tool, best])
      for (const { message } of matches) expect(`${message.means} ${message.repair}`, tool).not.toMatch(never)
    }
  })
}

test('MessageIndex keeps the ends of two webhooks in one paste apart', () => {
  const call = (name: string, end: string) =>
    `failed calling webhook "${name}": failed to call webhook: Post "https://x.svc:443/x": ${end}`
  const injector = call('rev.namespace.sidecar-injector.istio.io', 'x509: certificate signed by unknown authority')
  const validator = call('validation.istio.io', 'dial tcp 10.30.40.50:443: connect: connection refused')
  for (const paste of [`${injector}\n${validator}`, `${validator}, ${injector}`, `${validator} ${injector}`]) {
    const paths = index.find(paste).map(({ message }) => message.path)
    expect(paths.sort()).toEqual(['/messages/#validation-not-answered', '/messages/#webhook-unknown-authority'])
  }
})

function folded(text: string, width: number): string {
  return text.replace(new RegExp(`(.{1,${width}})(\\s+|$)`, 'g'), '$1\n').trim()
}
