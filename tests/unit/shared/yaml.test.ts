import { expect, test } from '@playwright/test'
import { z } from 'zod'
import { readYaml } from '../../../src/shared/yaml.ts'

const schema = z.array(z.strictObject({ id: z.string(), means: z.string().min(1) }))
const read = (text: string) => readYaml('content/messages.yaml', text, schema)

test('readYaml reads what has the shape', () => {
  expect(read('- id: a\n  means: b\n')).toEqual([{ id: 'a', means: 'b' }])
})

const wrong: [what: string, text: string, says: RegExp][] = [
  ['an open quote', '- id: a\n  means: "b\n- id: c\n', /^content\/messages\.yaml:[234]: .*quote/i],
  ['a colon in a plain text', '- id: a\n  means: b: c\n', /^content\/messages\.yaml:2: /],
  ['a tab', '- id: a\n\tmeans: b\n', /^content\/messages\.yaml:2: /],
  ['a key that is there twice', '- id: a\n  means: b\n  id: c\n', /^content\/messages\.yaml:3: .*unique/],
  [
    'a field too many',
    '- id: a\n  means: b\n- id: c\n  means: d\n  meens: e\n',
    /^content\/messages\.yaml:3: \[1\]: .*meens/,
  ],
  ['a field too few', '- id: a\n  means: b\n- id: c\n', /^content\/messages\.yaml:3: \[1\]\.means: /],
  [
    'a value of another kind',
    '- id: a\n  means: b\n- id:\n    - 1\n  means: c\n',
    /^content\/messages\.yaml:4: \[1\]\.id: /,
  ],
  ['nothing', '', /^content\/messages\.yaml:1: /],
]
for (const [what, text, says] of wrong) {
  test(`readYaml names file and line of ${what}`, () => {
    expect(() => read(text)).toThrow(says)
  })
}
