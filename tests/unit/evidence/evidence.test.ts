import { expect, test } from '@playwright/test'
import { mask, outputRecord, parseEvidence, printable, redact } from '../../../src/evidence/index.ts'

test('redact takes out keys and tokens', () => {
  const pem = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----'
  const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW0ifQ.c2lnbmF0dXJl'
  const text = redact(
    `${pem}\n${jwt}\nAuthorization: Bearer abcdefghijk\ntoken: s3cr3ts3cr3t\nclient-key-data: TUlJRW93SUJBQUtD`,
  )
  for (const secret of ['MIIEow', 'eyJhbGci', 'abcdefghijk', 's3cr3t', 'TUlJRW93']) expect(text).not.toContain(secret)
})

test('redact names the places of a machine instead of showing them', () => {
  expect(redact('wrote /tmp/run-1/work/x', new Map([['/tmp/run-1', '<run>']]))).toBe('wrote <run>/work/x')
})

const hostile: [name: string, bytes: Buffer, says: RegExp][] = [
  ['NUL', Buffer.from('a\0b'), /NUL/],
  ['an escape sequence', Buffer.from('\x1b[2Jgone'), /escape sequence/],
  ['a right-to-left override', Buffer.from('a\u202eb'), /direction/],
  ['bytes that are not UTF-8', Buffer.from([0x61, 0xff, 0xfe]), /UTF-8/],
  ['a carriage return', Buffer.from('a\rb'), /control character/],
]
for (const [name, bytes, says] of hostile) {
  test(`printable reports ${name} and makes it visible`, () => {
    const { text, unsafe: found } = printable(bytes)
    expect(found).toMatch(says)
    expect(text).not.toMatch(/[\0\x1b\r\u202e]/)
  })
}

test('printable drops colors', () => {
  expect(printable(Buffer.from('\x1b[32m✔\x1b[0m ok'))).toEqual({ text: '✔ ok', unsafe: undefined })
})

test('printable leaves ordinary output, markup and emoji as they are', () => {
  const text = '✔ Istio core installed ⛵️\n<script>alert(1)</script> {x} `y`\ttab\n'
  expect(printable(Buffer.from(text))).toEqual({ text, unsafe: undefined })
})

test('outputRecord keeps the head and the tail of long output, and says what is missing', () => {
  const record = outputRecord(Buffer.from(`first\n${'x'.repeat(200_000)}\nlast\n`), 200_012, new Map())
  expect(record.truncated).toBe(true)
  expect(record.text.length).toBeLessThanOrEqual(64 * 1024)
  expect(record.text).toMatch(/^first\n[^]*200012 bytes in all[^]*last\n$/)
})

test('mask makes two runs equal that differ in names, ages and addresses alone', () => {
  expect(mask('istiod-canary-7d9f86b5c-x2zvl   1/1   Running   14s   10.244.0.7')).toBe(
    mask('istiod-canary-5c4b7d8f9f-qq4bd  1/1   Running   2m3s  10.244.0.12'),
  )
})

test('mask keeps two runs apart that differ in what they say', () => {
  expect(mask('istiod-canary-7d9f86b5c-x2zvl 1/1')).not.toBe(mask('istiod-7d9f86b5c-x2zvl 1/1'))
  expect(mask('payments 2/2')).not.toBe(mask('payments 1/2'))
})

for (const cpu of [
  '  cpu: 200m',
  '      cpu:        500m',
  'requests.cpu=100m',
  '"cpu":"100m"',
  '{\\"cpu\\": \\"250m\\"}',
])
  test(`mask takes the CPU in ${JSON.stringify(cpu)} for no age`, () =>
    expect(mask(cpu)).toBe(cpu.replace(/ {2,}/g, '  ')))

const damaged: [name: string, text: string, says: RegExp][] = [
  ['cut off', '{"schema": 1, "runb', /damaged/],
  ['edited into another shape', '{"schema": 3, "runbook": 5}', /damaged/],
  ['of an older schema', '{"schema": 2, "runbook": "x"}', /older than this checkout.*npm run record/],
  ['of a newer schema', '{"schema": 99}', /newer/],
]
for (const [name, text, says] of damaged) {
  test(`parseEvidence refuses evidence that was ${name}, with its path`, () => {
    expect(() => parseEvidence('evidence/x.json', text)).toThrow(says)
    expect(() => parseEvidence('evidence/x.json', text)).toThrow(/evidence\/x\.json/)
  })
}
