import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { Shell } from '../../../src/runbook/shell/shell.ts'

const ROUNDS = 60

test('Shell ends every daemon, however young it is when the command ends', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'orphans-'))
  const environment = { PATH: process.env['PATH']!, HOME: directory }
  const shell = await Shell.start(`test${process.pid}`, directory, directory, environment)
  const options = { deadlineMs: 10_000, signal: new AbortController().signal, onText: () => undefined }
  const escaped: number[] = []
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      const { orphans } = await shell.run('(setsid sleep 300 >/dev/null 2>&1 &)', options)
      if (orphans.length === 0) escaped.push(round)
    }
  } finally {
    await shell.close()
    await rm(directory, { recursive: true })
  }
  expect(escaped).toEqual([])
})
