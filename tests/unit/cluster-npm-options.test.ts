import { expect, test } from '@playwright/test'
import { meantArguments, swallowedOptions } from '../../src/npm-options.ts'

const known = ['keep', 'set', 'dry-run', 'install']

test('options that npm took for itself are told as they were meant', () => {
  expect(swallowedOptions(known, { npm_config_keep: 'true', npm_config_dry_run: 'true' })).toEqual([
    '--keep',
    '--dry-run',
  ])
  expect(swallowedOptions(known, { npm_config_set: 'REVISION=blue' })).toEqual(['--set REVISION=blue'])
  expect(swallowedOptions(known, { npm_config_install: '' })).toEqual(['--no-install'])
})

test('npm’s own settings are none of ours', () => {
  expect(swallowedOptions(known, { npm_config_cache: '/x', npm_config_user_agent: 'npm', PATH: '/bin' })).toEqual([])
})

test('a value that npm left behind goes back to its option', () => {
  const { rest, options } = meantArguments(['--with', '--no-install'], ['with'], ['prepare', 'helm,cni'])
  expect([rest, options]).toEqual([['prepare'], ['--with helm,cni', '--no-install']])
})
