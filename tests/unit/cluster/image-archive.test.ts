import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { writeArchive } from '../../../src/cluster/source/image-archive.ts'
import type { BuildContext } from '../../../src/cluster/build/artifact.ts'

test('writeArchive can make two node images of the same files at the same time', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'archive-'))
  const program = join(directory, 'program')
  const base = join(directory, 'base.tar')
  await Promise.all([program, base].map((file) => writeFile(file, Buffer.alloc(64 << 20, 'x'))))
  const context = { log: join(directory, 'log'), signal: new AbortController().signal } as unknown as BuildContext
  const recipe = { names: ['a'], files: [{ from: program, to: '/program' }], config: {}, base: 'workload' as const }
  try {
    const made = ['a', 'b', 'c', 'd'].map((name) => writeArchive([recipe], base, join(directory, name), context))
    expect((await Promise.allSettled(made)).map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'))
  } finally {
    await rm(directory, { recursive: true })
  }
})
