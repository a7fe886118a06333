import { expect, test } from '@playwright/test'
import { differencesOf, FactList, withoutInner, type Facts } from '../../../src/version-differences/facts.ts'

function facts(...list: [where: string, what: string, value: string][]): Facts {
  const made = new FactList()
  for (const fact of list) made.add(...fact)
  return made.facts
}

test('differencesOf tells what is new, what is another, and what is gone', () => {
  const older = facts(['a', 'x', '1'], ['a', 'y', '2'], ['b', 'x', '3'])
  const newer = facts(['a', 'x', '1'], ['a', 'y', '5'], ['c', 'x', '3'])
  expect(differencesOf(older, newer)).toEqual([
    { where: 'a', what: 'y', from: '2', to: '5' },
    { where: 'c', what: 'x', to: '3' },
    { where: 'b', what: 'x', from: '3' },
  ])
  expect(differencesOf(newer, newer)).toEqual([])
})

test('FactList refuses a second fact at the same place, which would hide the first', () => {
  expect(() => facts(['a', 'x', '1'], ['a', 'x', '2'])).toThrow('a: x is there twice')
})

test('withoutInner leaves out what is below a field that only one version has, and nothing else', () => {
  const differences = [
    { where: 'a', what: 'spec.new', to: 'object' },
    { where: 'a', what: 'spec.new.inner', to: 'string' },
    { where: 'a', what: 'spec.new[].inner', to: 'string' },
    { where: 'a', what: 'spec.newer', to: 'string' },
    { where: 'b', what: 'spec.new.inner', to: 'string' },
    { where: 'a', what: 'spec.old', from: '1', to: '2' },
    { where: 'a', what: 'spec.old.inner', to: 'string' },
  ]
  expect(withoutInner(differences).map(({ where, what }) => `${where} ${what}`)).toEqual([
    'a spec.new',
    'a spec.newer',
    'b spec.new.inner',
    'a spec.old',
    'a spec.old.inner',
  ])
})
