import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { parse } from 'yaml'
import { loadPage } from '../../../../src/page/index.ts'
import { parsePage } from '../../../../src/page/parse.ts'
import { PROJECT } from '../../../../src/shared/root.ts'
import { notRunId, type NotRun } from '../../../../src/site/not-run/not-run.ts'
import { LEGACY_IDS, legacyFaults, type LegacyCommand } from '../../../../src/site/legacy-commands/legacy-commands.ts'
import { proofOf, ranAsWritten } from '../../../../src/site/legacy-commands/legacy-proof.ts'

const page = await parsePage(
  'x',
  'x.mdx',
  '---\ntitle: X\ndescription: D.\n---\n\n' +
    '<Step id="new" title="T" readOnly success="W">\n\n```bash\nistioctl version\n```\n\n</Step>\n\n' +
    '<Step id="gone" title="T" readOnly exitCode="64" outputContains="unknown" success="W">\n\n```bash\nistioctl verify-install\n```\n\n</Step>\n',
)
const find = (reference: string) =>
  Promise.resolve({ step: page.steps.find(({ id }) => id === reference.split('#')[1])! })
const row: LegacyCommand = {
  id: 'C01',
  old: 'istioctl version',
  state: 'works',
  now: 'N.',
  proof: 'x#new',
  use: 'x#new',
  command: 'istioctl version',
}
const ADD = 'helm repo add istio https://charts.example.com'
const listed: NotRun[] = [
  { reason: 'internet', kind: 'command', text: ADD, path: `runbooks/x/#${notRunId(ADD)}`, title: 'X' },
]
const notRun: LegacyCommand = {
  id: 'C01',
  old: 'helm repo add istio https://old.example.com',
  state: 'not run',
  reason: 'internet',
  now: 'N.',
  use: 'x#not-run',
  command: ADD,
}
const whole = (first: LegacyCommand) => LEGACY_IDS.map((id, i) => (i === 0 ? first : { ...row, id }))

const dead: LegacyCommand = { ...row, old: 'istioctl verify-install', state: 'fails', proof: 'x#gone' }

test('legacyFaults has none for a table that is whole and true', async () => {
  expect(await legacyFaults(whole(dead), find)).toEqual([])
  expect(await legacyFaults(whole(notRun), find, listed)).toEqual([])
})

test('the table of the course names steps that run what it says', async () => {
  const rows = parse(await readFile(join(PROJECT, 'content/legacy-commands.yaml'), 'utf8')) as LegacyCommand[]
  const real = async (reference: string) => {
    const [id = '', step] = reference.split('#')
    return { step: (await loadPage(PROJECT, id)).steps.find((one) => one.id === step)! }
  }
  expect(await legacyFaults(rows, real)).toEqual([])
  expect(rows.filter(({ old }) => /[`\n]/.test(old))).toEqual([])
})

const wrong: [promise: string, rows: LegacyCommand[], fault: RegExp][] = [
  ['a command without a row', whole(row).slice(1), /^C01: has no row/],
  ['a command with two rows', [...whole(row), row], /^C01: has two rows/],
  ['a replacement that its step does not run', whole({ ...row, command: 'istioctl versions' }), /runs other bytes/],
  ['a dead command without a failing step', whole({ ...dead, proof: 'x#new' }), /is not expected to fail/],
  ['a replacement that fails', whole({ ...row, use: 'x#gone', command: 'istioctl verify-install' }), /nobody should/],
  ['"not run" without a reason', whole({ ...notRun, reason: undefined }), /a reason goes with/],
  ['a reason beside a command that was run', whole({ ...row, reason: 'internet' }), /a reason goes with/],
  ['a misleading command without another', whole({ ...row, state: 'differs' }), /has no other command to use/],
  ['a dead command without another', whole({ ...dead, old: row.command }), /has no other command to use/],
  ['a command that was run and shows no step', whole({ ...row, proof: undefined }), /names no step that shows it/],
  ['"not run" of a command that its step runs', whole({ ...notRun, old: row.old, proof: 'x#new' }), /x#new runs it/],
  ['a replacement that no page shows', whole({ ...notRun, command: `${ADD}/` }), /shows no such command as not run/],
  ['a replacement of another page', whole({ ...notRun, use: 'y#not-run' }), /shows no such command as not run/],
  [
    'a replacement that was not run, of a command that was',
    whole({ ...row, use: 'x#not-run', command: ADD }),
    /only a command that was not run/,
  ],
]
for (const [promise, rows, fault] of wrong) {
  test(`the table of legacy commands refuses ${promise}`, async () => {
    expect(await legacyFaults(rows, find, listed)).toEqual([expect.stringMatching(fault)])
  })
}

const said: [promise: string, row: LegacyCommand, ran: string, says: ReturnType<typeof proofOf>][] = [
  ['the bytes of the old command are its proof', row, row.old, { words: 'The proof', marked: true }],
  [
    'one more flag is not a proof',
    { ...row, command: 'istioctl version -o json' },
    'istioctl version -o json',
    { words: 'Shown by', marked: true },
  ],
  [
    'what was run instead is said',
    { ...row, command: 'istioctl version -o json' },
    'istioctl version ',
    { words: 'Shown by', marked: true, ran: 'istioctl version ' },
  ],
  [
    'also where the old command itself is the one to use',
    row,
    'istioctl version --short',
    { words: 'Shown by', marked: true, ran: 'istioctl version --short' },
  ],
  [
    'a command that was not run carries no mark',
    { ...notRun, proof: 'x#new' },
    row.old,
    { words: 'Shown by', marked: false, ran: row.old },
  ],
]
for (const [promise, one, ran, says] of said) test(promise, () => expect(proofOf(one, ran)).toEqual(says))

test('ranAsWritten holds only for a recorded run of the very bytes', () => {
  const step = { command: row.old }
  expect(ranAsWritten(row, { step, record: {} })).toBe(true)
  expect(ranAsWritten(row, { step, record: undefined })).toBe(false)
  expect(ranAsWritten(row, { step: { command: 'istioctl version -o json' }, record: {} })).toBe(false)
  expect(ranAsWritten(notRun, undefined)).toBe(false)
})
