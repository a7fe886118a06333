import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { PROJECT } from '../../../src/shared/root.ts'

test('a checkout with core.autocrlf=true has no carriage return in driver, pages and evidence', () => {
  const tree = mkdtempSync(join(tmpdir(), 'proving-ground-test-'))
  try {
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'core.autocrlf=true', ...words], { cwd: PROJECT, encoding: 'utf8' })
    const files = [
      '.gitattributes',
      'src/runbook/shell/driver.bash',
      'content/runbooks',
      'runbooks',
      'evidence',
      'supply/node',
    ]
    const index = join(tree, 'index')
    // An index of its own: the one of the checkout stays as it is.
    const env = { ...process.env, GIT_INDEX_FILE: index }
    execFileSync('git', ['read-tree', 'HEAD'], { cwd: PROJECT, env })
    execFileSync('git', ['-c', 'core.autocrlf=true', `--work-tree=${tree}`, 'checkout-index', '--all', '--force'], {
      cwd: PROJECT,
      env,
    })
    const tracked = git('ls-files', ...files)
      .split('\n')
      .filter(Boolean)
    expect(tracked.length).toBeGreaterThan(60)
    expect(tracked.filter((file) => readFileSync(join(tree, file)).includes('\r'))).toEqual([])
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
})
