import { expect, test } from '@playwright/test'
import { buildArtifact, type Artifact, type BuildContext } from '../../../src/cluster/build/artifact.ts'
import { buildAll } from '../../../src/cluster/build/build-all.ts'
import { BuildProgress } from '../../../src/cluster/build/progress.ts'
import { withCache } from '../../support/own-cache.ts'

const prerequisites = { packages: Promise.resolve(), engine: Promise.resolve() }

/** A CPU-bound artifact whose build the test holds in its hand. */
function compiled(name: string): Artifact & {
  begun: Promise<BuildContext>
  finish: (error?: Error) => void
} {
  const [begun, finished] = [Promise.withResolvers<BuildContext>(), Promise.withResolvers<void>()]
  return {
    ...{ name, title: name, inputs: name, dependsOn: [], seconds: 1, cpuBound: true },
    build: (context) => {
      begun.resolve(context)
      return finished.promise
    },
    begun: begun.promise,
    finish: (error) => (error ? finished.reject(error) : finished.resolve()),
  }
}

/** Builds these two and hands them to the test. */
async function building(
  action: (first: ReturnType<typeof compiled>, second: ReturnType<typeof compiled>, all: Promise<void>[]) => unknown,
): Promise<void> {
  await withCache(async () => {
    const both = [compiled('first'), compiled('second')] as const
    const progress = new BuildProgress(both)
    await action(...both, buildAll(both, prerequisites, progress, new AbortController().signal))
  })
}

test('buildAll begins the next CPU-bound build when the one before has only its last part to do, and not earlier', () =>
  building(async (first, second, all) => {
    let secondBegan = false
    void second.begun.then(() => (secondBegan = true))
    const context = await first.begun
    context.progress(0.94)
    // Whatever else begins now takes as many steps as the second build would, had it begun before.
    const later = compiled('later')
    later.finish()
    await buildArtifact(later, new AbortController().signal, new BuildProgress([later]).listener(later))
    expect(secondBegan).toBe(false)
    context.progress(0.95)
    await second.begun
    first.finish()
    second.finish()
    await Promise.all(all)
  }))

test('buildAll begins the next CPU-bound build when one ends that told nothing of its progress', () =>
  building(async (first, second, all) => {
    await first.begun
    first.finish()
    await second.begun
    second.finish()
    await Promise.all(all)
  }))

test('buildAll does not begin the next CPU-bound build after one that failed', () =>
  building(async (first, _second, all) => {
    await first.begun
    first.finish(new Error('no such module'))
    const settled = await Promise.allSettled(all)
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  }))
