import { expect, test } from '@playwright/test'
import { parsePage } from '../../src/page/parse.ts'
import { SEED_IDS, seedFaults, type SeedCommand } from '../../src/site/lib/seed-commands.ts'

const page = await parsePage(
  'x',
  'x.mdx',
  '---\ntitle: X\ndescription: D.\n---\n\n' +
    '<Step id="new" title="T" reads worked="W">\n\n```bash\nistioctl version\n```\n\n</Step>\n\n' +
    '<Step id="gone" title="T" reads exit="64" says="unknown" worked="W">\n\n```bash\nistioctl verify-install\n```\n\n</Step>\n',
)
const find = (reference: string) =>
  Promise.resolve({ step: page.steps.find(({ id }) => id === reference.split('#')[1])! })
const row: SeedCommand = {
  id: 'C01',
  old: 'istioctl version',
  state: 'works',
  now: 'N.',
  proof: 'x#new',
  use: 'x#new',
  command: 'istioctl version',
}
const whole = (first: SeedCommand) => SEED_IDS.map((id, i) => (i === 0 ? first : { ...row, id }))

test('a whole and true table has no fault', async () => {
  expect(await seedFaults(whole({ ...row, state: 'fails', proof: 'x#gone' }), find)).toEqual([])
})

const wrong: [promise: string, rows: SeedCommand[], fault: RegExp][] = [
  ['a command without a row', whole(row).slice(1), /^C01: has no row/],
  ['a command with two rows', [...whole(row), row], /^C01: has two rows/],
  ['a replacement that its step does not run', whole({ ...row, command: 'istioctl versions' }), /runs other bytes/],
  ['a dead command without a failing step', whole({ ...row, state: 'fails' }), /is not expected to fail/],
  ['a replacement that fails', whole({ ...row, use: 'x#gone', command: 'istioctl verify-install' }), /nobody should/],
  ['"not run" without a reason', whole({ ...row, state: 'not run' }), /a reason goes with/],
]
for (const [promise, rows, fault] of wrong) {
  test(`the seed table refuses ${promise}`, async () => {
    expect(await seedFaults(rows, find)).toEqual([expect.stringMatching(fault)])
  })
}
