import { PassThrough } from 'node:stream'
import { expect, test } from '@playwright/test'
import { confirmByName, refuseUnpermitted } from '../../../src/kube-context/index.ts'

/** Asks for `staging` while these lines are typed. @returns what was printed */
async function typed(lines: readonly string[], end = false, signal = new AbortController().signal): Promise<string> {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const asked = confirmByName('staging', { input, output }, signal)
  for (const line of lines) input.write(`${line}\n`)
  if (end) input.end()
  await asked
  return (output.read() as Buffer | null)?.toString() ?? ''
}

test('confirmByName takes the name typed in full, with blanks around it', async () => {
  expect(await typed(['  staging '])).toContain('type the name of the context: ')
})

test('confirmByName takes neither yes nor a part of the name, and says so', async () => {
  const text = await typed(['yes', 'stag', 'staging'])
  expect(text.match(/That is not "staging"/g)).toHaveLength(2)
})

test('confirmByName gives up after three other names', async () => {
  await expect(typed(['prod', '', 'STAGING', 'staging'])).rejects.toThrow(
    /not typed in 3 tries, so nothing was changed/,
  )
})

test('confirmByName takes the end of input for a no', async () => {
  await expect(typed([], true)).rejects.toThrow(/nothing was typed, so nothing was changed/)
})

test('confirmByName ends when the run is interrupted', async () => {
  const ended = new AbortController()
  const asked = typed([], false, ended.signal)
  ended.abort(new Error('interrupted by SIGINT'))
  await expect(asked).rejects.toThrow('interrupted by SIGINT')
})

const nobody = { change: undefined, break: undefined, terminal: false }
const refused: [promise: string, use: 'change' | 'break', permission: object, says: RegExp][] = [
  ['a change without a terminal or --yes-change', 'change', {}, /no terminal to ask on: add --yes-change staging/],
  [
    '--yes-change of another context',
    'change',
    { change: 'prod' },
    /--yes-change prod: the run is on context "staging"/,
  ],
  ['--allow-break of another context', 'break', { change: 'staging', break: 'prod' }, /--allow-break prod/],
  [
    'breaking something with --yes-change alone',
    'break',
    { change: 'staging', terminal: true },
    /add --allow-break staging/,
  ],
]
for (const [promise, use, permission, says] of refused) {
  test(`refuseUnpermitted refuses ${promise}`, () => {
    expect(() => refuseUnpermitted('staging', use, { ...nobody, ...permission })).toThrow(says)
  })
}

test('refuseUnpermitted lets a person be asked, and a script pass that names the context', () => {
  refuseUnpermitted('staging', 'change', { ...nobody, terminal: true })
  refuseUnpermitted('staging', 'break', { ...nobody, change: 'staging', break: 'staging' })
})
