import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { guessedCall, meantCall, swallowedOptions } from '../../../src/command-line/npm-options.ts'
import { PROJECT } from '../../../src/shared/root.ts'
import { cleanEnvironment } from '../../support/project.ts'

const known = ['keep', 'set', 'dry-run', 'install']
const options = [
  ...['keep', 'dry-run', 'install', 'json'].map((name) => ({ name, valued: name === 'json' })),
  ...['set', 'only', 'from', 'with'].map((name) => ({ name, valued: true })),
]

for (const [typed, passed, meant] of [
  ['run x a --keep', 'a', 'a -- --keep'],
  ['run x a --only look', 'a', 'a -- --only look'],
  ['run x a --from look', 'a look', 'a -- --from look'],
  ['run x a --set A=b --set C=d --json f', 'a A=b C=d f', 'a -- --set A=b --set C=d --json f'],
  ['run --loglevel silent x --from look a', 'look a', 'a -- --from look'],
  ['--keep run x a', 'a', 'a -- --keep'],
  ['run x a --no-install -- --keep', 'a --keep', 'a -- --no-install --keep'],
  ['run x prepare --with helm,cni --no-install', 'prepare helm,cni', 'prepare -- --with helm,cni --no-install'],
] as const) {
  test(`meantCall gives npm ${typed} back as … ${meant}`, () => {
    expect(meantCall('x', options, typed.split(' '), passed.split(' '))?.words.join(' ')).toBe(meant)
  })
}

test('meantCall quotes a value that a shell would take apart', () => {
  const meant = meantCall('x', options, ['run', 'x', 'a', '--set', "A=it's b"], ['a', "A=it's b"])
  expect(meant?.words.join(' ')).toBe(`a -- --set 'A=it'\\''s b'`)
})

test('meantCall has none of the options behind -- and of npm', () => {
  expect(meantCall('x', options, 'run --silent x a -- --keep --only b'.split(' '), ['a', '--keep'])).toBeUndefined()
})

test('swallowedOptions tells the options that npm consumed as they were meant', () => {
  expect(swallowedOptions(known, { npm_config_keep: 'true', npm_config_dry_run: 'true' })).toEqual([
    '--keep',
    '--dry-run',
  ])
  expect(swallowedOptions(known, { npm_config_set: 'REVISION=blue' })).toEqual(['--set REVISION=blue'])
  expect(swallowedOptions(known, { npm_config_install: '' })).toEqual(['--no-install'])
})

test('swallowedOptions takes none of npm’s own settings for options', () => {
  expect(swallowedOptions(known, { npm_config_cache: '/x', npm_config_user_agent: 'npm', PATH: '/bin' })).toEqual([])
})

test('guessedCall gives values that npm left behind back to their options', () => {
  const environment = { npm_config_with: 'true', npm_config_install: '' }
  expect(guessedCall(options, ['prepare', 'helm,cni'], environment)?.words.join(' ')).toBe(
    'prepare -- --no-install --with helm,cni',
  )
  const twice = { npm_config_set: 'true\n\ntrue' }
  expect(guessedCall(options, ['a', 'A=b', 'C=d'], twice)?.words.join(' ')).toBe('a -- --set A=b --set C=d')
})

test('guessedCall takes no settings of a user’s npmrc for options that were typed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'npmrc-'))
  const userconfig = join(directory, 'npmrc')
  await writeFile(userconfig, 'json=true\nkeep = true\n')
  const environment = { npm_config_userconfig: userconfig, npm_config_json: 'true', npm_config_keep: 'true' }
  expect(guessedCall(options, ['a'], environment)).toBeUndefined()
  expect(guessedCall(options, ['a'], { ...environment, npm_config_install: '' })?.swallowed).toEqual(['--no-install'])
  await rm(directory, { recursive: true })
})

test.describe('with npm itself', () => {
  for (const [typed, meant] of [
    ['--only precheck', '--only precheck'],
    ['--only=precheck', '--only precheck'],
    ['--from precheck --json run.json', '--from precheck --json run.json'],
    ['--set REVISION=blue --keep', '--set REVISION=blue --keep'],
  ] as const) {
    test(`npm run runbook install-canary ${typed} is refused with the line that was meant`, () => {
      const { status, stderr } = npm(`runbook install-canary ${typed}`)
      expect(stderr).toContain(
        `options of this script come after --. Run:\n  npm run runbook install-canary -- ${meant}\n`,
      )
      expect(status).toBe(2)
    })
  }

  test('npm run runbook runs with an npmrc that has names of its options', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'npmrc-'))
    await writeFile(join(directory, 'npmrc'), 'json=true\nonly=prod\nkeep=true\n')
    const more = { npm_config_userconfig: join(directory, 'npmrc') }
    const { status, stderr } = npm('runbook install-canary -- --dry-run', more)
    expect([status, stderr]).toEqual([0, ''])
    await rm(directory, { recursive: true })
  })
})

function npm(line: string, more: Record<string, string> = {}) {
  const env = cleanEnvironment(more)
  return spawnSync('npm', ['run', '--silent', ...line.split(' ')], { cwd: PROJECT, env, encoding: 'utf8' })
}
