import { expect, test } from '@playwright/test'
import { variableParts } from '../../../src/evidence/index.ts'

test('variableParts marks what varies, and keeps the text byte for byte', () => {
  const text = 'istiod-7d9f86b5c-x2zvl  1/1  Running  14s  10.244.0.7\n2026-11-23T17:11:37Z 80:31234/TCP payments 2/2\n'
  const parts = variableParts(text)
  expect(parts.map((part) => part.text).join('')).toBe(text)
  expect(parts.filter((part) => part.varies).map(({ text: t, varies }) => `${varies} ${t}`)).toEqual([
    'pod 7d9f86b5c-x2zvl',
    'age 14s',
    'ip 10.244.0.7',
    'time 2026-11-23T17:11:37Z',
    'nodeport 31234',
  ])
})
