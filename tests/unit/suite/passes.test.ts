import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { loadPasses, passOf, PASSES, passesText, refuseOrphanEvidence, withPass } from '../../../src/evidence/index.ts'
import { closingSentence, firstFew } from '../../../src/suite/closing-lines.ts'
import { madeUpPass } from '../../support/made-up.ts'
import { recorded } from '../../support/recorded-project.ts'

test('loadPasses reads what was written, and nothing where there is no file', async () => {
  const { root } = await recorded()
  expect(await loadPasses(root)).toEqual([])
  const passes = withPass([madeUpPass('y')], madeUpPass('x'))
  await writeFile(join(root, PASSES), passesText(passes))
  expect(await loadPasses(root)).toEqual([madeUpPass('x'), madeUpPass('y')])
  await refuseOrphanEvidence(root, ['x'])
})

test('loadPasses refuses a damaged file, and says what to do', async () => {
  const { root } = await recorded()
  for (const text of ['[', '[{}]', '{}', JSON.stringify([{ ...madeUpPass('x'), more: 1 }])]) {
    await writeFile(join(root, PASSES), text)
    await expect(loadPasses(root), text).rejects.toThrow(`${PASSES}: is damaged; git checkout ${PASSES}`)
  }
})

test('withPass replaces an earlier pass of the same versions only, and passesText gives each a line', () => {
  const later = madeUpPass('x', { time: '2026-11-02T12:00:00.000Z' })
  const other = madeUpPass('x', { versions: { ...madeUpPass('x').versions, istio: '1.2.4' } })
  const passes = [madeUpPass('y'), later, other].reduce(withPass, [madeUpPass('x')])
  expect(passes).toEqual([later, other, madeUpPass('y')])
  expect(passesText(passes).split('\n')).toHaveLength(3 + 3)
  expect(JSON.parse(passesText(passes))).toEqual(passes)
  expect(JSON.parse(passesText([]))).toEqual([])
})

test('passOf takes a pass of the same hash and contract, and of the same engine where that is asked for', () => {
  const passes = [madeUpPass('x'), madeUpPass('y', { proofHash: 'other' })]
  const wanted = { id: 'x', proofHash: 'h', contract: 1 }
  expect(passOf(passes, wanted)).toEqual(madeUpPass('x'))
  expect(passOf(passes, { ...wanted, engine: 'e' })).toEqual(madeUpPass('x'))
  for (const other of [{ id: 'y' }, { proofHash: 'g' }, { contract: 2 }, { engine: 'f' }])
    expect(passOf(passes, { ...wanted, ...other }), JSON.stringify(other)).toBeUndefined()
})

test('closingSentence says how many runbooks were run, and when the others passed last', () => {
  const passes = [
    madeUpPass('b'),
    madeUpPass('c', { time: '2026-11-03T09:30:00.000Z' }),
    madeUpPass('c', { time: '2026-10-03T09:30:00.000Z', proofHash: 'old' }),
  ]
  const close = (passed: string[], failed: string[], notRun: string[]) =>
    closingSentence({ passed, failed, notRun }, passes)
  expect(close(['a'], [], [])).toBe('1 of 1 runbooks run, all passed')
  expect(close(['a'], ['x'], [])).toBe('2 of 2 runbooks run, 1 failed: x')
  expect(close(['a'], [], ['b', 'c'])).toBe(
    '1 of 3 runbooks run, all passed; 2 not run now, last passed between 2026-11-01 12:00 UTC and 2026-11-03 09:30 UTC',
  )
  expect(close([], [], ['b', 'd'])).toBe(
    '0 of 2 runbooks run; 2 not run now, last passed between 2026-11-01 12:00 UTC and 2026-11-01 12:00 UTC, 1 of them without a pass: d',
  )
  expect(close(['a'], [], ['d'])).toBe('1 of 2 runbooks run, all passed; 1 not run now, 1 of them without a pass: d')
})

test('firstFew names three reasons and counts the rest', () => {
  expect(firstFew(['a', 'b', 'c'])).toBe('a; b; c')
  expect(firstFew(['a', 'b', 'c', 'd', 'e'])).toBe('a; b; c; and 2 more')
})
