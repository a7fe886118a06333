import { expect, test } from '@playwright/test'
import { columnsOf } from '../../../../src/site/excerpt/table-columns.ts'

const TABLE = `NAME            CLUSTER        CDS              ISTIOD
one.payments    Kubernetes     SYNCED (9s)      istiod-canary
b.payments      Kubernetes     SYNCED (15s)     istiod-canary
`

test('columnsOf keeps the text of a printed table and its alignment', () => {
  const { rows, all } = columnsOf(TABLE, ['NAME', 'CDS', 'ISTIOD'])
  expect(all).toBe(4)
  expect(rows.map((row) => row.join(''))).toEqual([
    'NAME           CDS            ISTIOD',
    'one.payments   SYNCED (9s)    istiod-canary',
    'b.payments     SYNCED (15s)   istiod-canary',
  ])
})

test('columnsOf refuses a column that does not exist, with the nearest', () => {
  expect(() => columnsOf(TABLE, ['NAMES'])).toThrow(/no column NAMES; nearest: NAME/)
})
