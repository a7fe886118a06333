import { expect, test } from '@playwright/test'
import { junit, outputRecord, redact, redacted, ticket } from '../../../src/evidence/index.ts'
import { HONEST, PLANTED } from '../../support/planted.ts'
import { recorded } from '../../support/recorded-project.ts'

for (const { what, text, secrets, command } of PLANTED) {
  test(`redact takes out ${what}`, () => {
    const { text: left, count } = redacted(text, new Map(), command)
    for (const secret of secrets) {
      expect(text).toContain(secret)
      expect(left).not.toContain(secret)
    }
    expect(left).toMatch(/\[redacted: [\w ]+\]/)
    expect(count).toBe(left.match(/\[redacted: /g)!.length)
    expect(redacted(left, new Map(), command)).toEqual({ text: left, count: 0 })
  })
}

for (const text of HONEST) {
  test(`redact leaves ${JSON.stringify(text.slice(0, 60))} as it is`, () => {
    expect(redact(text)).toBe(text)
  })
}

const safe: [command: string, text: string][] = [
  ['kubectl get secret s -o name', 'secret/s'],
  ["kubectl get secret s -o jsonpath='{.metadata.name}'", 's'],
  [
    "kubectl get secret s -o jsonpath='{.data.ca}' | base64 -d | openssl x509 -noout -subject",
    'subject=O=cluster.local',
  ],
  ["kubectl get secret s -o json | jq '.data | keys'", '["ca-cert.pem"]'],
  ["kubectl get configmap s -o jsonpath='{.data.mesh}'", 'accessLogFile: /dev/stdout'],
  ['kubectl get secret s -o yaml | grep -A2 metadata', 'metadata:\n  name: abcd\n  namespace: default'],
]
for (const [command, text] of safe) {
  test(`redact leaves what ${command} printed as it is`, () => {
    expect(redacted(text, new Map(), command)).toEqual({ text, count: 0 })
  })
}

test('outputRecord takes all secrets out of one output, and counts them', () => {
  const plain = PLANTED.filter(({ command }) => command === undefined)
  const text = plain.map((one) => `== ${one.what}\n${one.text}\n`).join('\n')
  const record = outputRecord(Buffer.from(text), Buffer.byteLength(text), new Map())
  for (const { what, secrets } of plain) for (const secret of secrets) expect(record.text, what).not.toContain(secret)
  expect(record.redacted).toBeGreaterThan(10)
})

test('outputRecord takes a secret out before it cuts long output', () => {
  const text = `${'x\n'.repeat(16_000)}password=${'s3cret'.repeat(400)}\n${'y\n'.repeat(40_000)}`
  expect(outputRecord(Buffer.from(text), text.length, new Map()).text).not.toContain('s3cret')
})

test('redact reads a line of 8 MB, and hostile text of that size, in seconds', () => {
  const million = 1_000_000
  for (const text of [
    'a'.repeat(8 * million),
    '"kind":"Secret" '.repeat(million / 16),
    '- '.repeat(million),
    'kind: Secret\n'.repeat(million / 13),
  ])
    expect(redact(text).length).toBeGreaterThan(0)
})

test('junit and ticket have the redacted output and checks, and nothing else of them', async () => {
  const { evidence } = await recorded()
  const output = outputRecord(Buffer.from('password=swordfish\n'), 19, new Map())
  const steps = evidence.steps.map((step) => ({ ...step, output }))
  expect(
    JSON.stringify(steps) + junit({ ...evidence, steps }, undefined) + ticket({ ...evidence, steps }),
  ).not.toContain('swordfish')
})
