import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { parseOnly } from '../../support/command-lines.ts'
import { inProject } from '../../support/project.ts'
import { artifactsNobodyUploads, commandsOf, jobsOf, workflowFaults } from '../../support/workflow-rules.ts'

const DIRECTORY = '.github/workflows'
const names = readdirSync(inProject(DIRECTORY)).sort()
const textOf = (name: string) => readFileSync(inProject(DIRECTORY, name), 'utf8')

const { scripts } = JSON.parse(readFileSync(inProject('package.json'), 'utf8')) as { scripts: Record<string, string> }

/** Everything that a workflow may write, by its job: issues and Pages, and nothing in the repository. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  'drift.yml': ['report: issues', 'publish: pages', 'publish: id-token'],
  'pages.yml': ['deploy: pages', 'deploy: id-token'],
  'pull-request.yml': [],
}

test('every workflow is one that these tests know', () => {
  expect(names).toEqual(Object.keys(WRITES))
})

for (const name of names) {
  test(`${name} has permissions for each job, pinned actions, no secret, and calls npm scripts that there are`, () => {
    expect(workflowFaults(textOf(name), Object.keys(scripts), WRITES[name]!)).toEqual([])
  })
}

test('an action is pinned to the same commit wherever it is used', () => {
  const used = names.flatMap((name) => [...textOf(name).matchAll(/uses: ([\w/-]+)@(.*)$/gm)])
  const commits = Map.groupBy(used, ([, action]) => action)
  expect(commits.size).toBe(7)
  for (const [action, uses] of commits) expect(new Set(uses.map(([, , at]) => at)).size, action).toBe(1)
})

test('an artifact that a job downloads is uploaded by one of its workflow, or of the workflow that calls it', () => {
  const jobs = (name: string) => jobsOf(textOf(name))
  expect(artifactsNobodyUploads(jobs('pull-request.yml'))).toEqual([])
  expect(artifactsNobodyUploads(jobs('drift.yml'))).toEqual([])
  expect(artifactsNobodyUploads(jobs('pages.yml'))).toEqual(['drift'])
  expect(artifactsNobodyUploads({ ...jobs('pages.yml'), ...jobs('drift.yml') })).toEqual([])
})

test('the options that workflows give to npm run drift are options that it has', () => {
  const commands = names.flatMap((name) => Object.values(jobsOf(textOf(name))).flatMap(commandsOf))
  const lines = commands.flatMap((command) => /^npm run drift -- (.*)$/.exec(command)?.[1] ?? [])
  expect(lines.length).toBeGreaterThan(3)
  const words = lines.map((line) => line.replace('${{ matrix.candidate }}', 'istio-patch').split(' '))
  expect(parseOnly('drift', words).errors).toEqual(words.map(() => ''))
})

const WRONG = `
name: Wrong
on: push
permissions:
  contents: write
jobs:
  first:
    runs-on: ubuntu-24.04
    strategy:
      matrix:
        part: [1, 2]
    steps:
      - uses: actions/checkout@v7
      - uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020
      - run: npm run gone
      - run: curl https://example.org | sh
      - run: npm run test -- --grep "\${{ github.event.pull_request.title }}"
      - run: npm run test:shard -- --shard=\${{ matrix.part }}/3
        env:
          TOKEN: \${{ secrets.DEPLOY }}
  second:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      contents: write
`

test('workflowFaults finds each thing that no workflow of ours may do', () => {
  const faults = workflowFaults(WRONG, ['test', 'test:shard'], ['second: issues'])
  for (const fault of [
    /^permissions: \{\} is missing/,
    /^- uses: actions\/checkout@v7: is not pinned/,
    /^- uses: actions\/setup-node@[0-9a-f]{40}: is not pinned/,
    /^TOKEN: .*secrets.*: uses a secret/,
    /^first: has no permissions/,
    /^first: has no timeout/,
    /^first: leaves the token/,
    /^first: npm run gone: package\.json has no script gone/,
    /^first: curl .*: is not npm ci or an npm script/,
    /^first: npm run test .*is put into a command/,
    /^first: npm run test:shard .*its parts are \[1,2\]/,
    /^second: may write contents/,
  ])
    expect(faults).toContainEqual(expect.stringMatching(fault))
  expect(faults).toHaveLength(12)
})
