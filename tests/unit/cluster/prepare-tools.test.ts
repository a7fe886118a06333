import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { prepareTools } from '../../../src/cluster/index.ts'
import { setVariable } from '../../support/environment.ts'
import { withCache } from '../../support/own-cache.ts'

test('prepareTools with --no-install lists the tools that it would download for a cluster that is there: no kind', async () => {
  await withCache(async () => {
    const restore = setVariable('PATH', await mkdtemp(join(tmpdir(), 'proving-ground-test-')))
    try {
      const error: unknown = await prepareTools({ toolchain: 'published', install: false, needs: ['helm'] }).catch(
        (thrown: unknown) => thrown,
      )
      expect(error).toHaveProperty('name', 'PreconditionError')
      const { message } = error as Error
      expect(message).toMatch(/^tools are missing, and --no-install is set:\n/)
      for (const tool of ['kubectl', 'istioctl', 'helm'])
        expect(message).toMatch(new RegExp(`^ {2}- ${tool} \\S+ is not on PATH: https://`, 'm'))
      expect(message).not.toMatch(/- kind /)
    } finally {
      restore()
    }
  })
})
