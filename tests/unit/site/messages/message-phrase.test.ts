import { expect, test } from '@playwright/test'
import { phrase, squeeze } from '../../../../src/site/messages/message-phrase.ts'
import { message } from '../../../../src/site/messages/messages.ts'

const has = (text: string, written: string) => phrase(written).test(squeeze(text))

test('phrase finds its words however a message is broken and quoted', () => {
  const written = 'webhook "*validation.istio.io": … connection refused'
  for (const text of [
    'webhook "validation.istio.io": x: connection refused',
    'webhook \\"rev.validation.istio.io\\": connection refused',
    'webhook “validation.istio.io”: connection\n      refused',
    'webhook "validation.ist\nio.io": connection ref ⏎ used',
    'WEBHOOK &quot;validation.istio.io&quot;:\\n\\tConnection refused',
    "webhook ''validation.istio.io'': connection refused",
  ])
    expect([text, has(text, written)]).toEqual([text, true])
})

test('phrase does not find its words in another name, across another beginning, or far away', () => {
  const written = 'webhook "*validation.istio.io": … connection refused'
  for (const text of [
    'webhook "my-validation.istio.io": connection refused',
    'webhook "validation.istio.io.example": connection refused',
    'webhook "validation.istio.io": EOF, webhook "other.example": connection refused',
    `webhook "validation.istio.io": ${'x'.repeat(500)} connection refused`,
    'connection refused by webhook "validation.istio.io":',
  ])
    expect([text, has(text, written)]).toEqual([text, false])
})

test('phrase keeps alternatives to their part, and ends a name at a quote', () => {
  expect(has('a one b', 'a … two | one')).toBe(true)
  expect(has('a three b', 'a … two | one')).toBe(false)
  expect(has('pulling image "auto"', 'image "auto"')).toBe(true)
  expect(has('pulling image "automatic"', 'image "auto"')).toBe(false)
})

const entry = { id: 'x', title: 'X', text: 'x', means: 'X', repair: 'X', lesson: 'breaking/' }
const wrong: [what: string, entry: object, says: RegExp][] = [
  ['neither printed nor from a source', {}, /printed by a step \(from\) or known by its sources/],
  ['both', { from: 'a#b', mended: 'a#c', sources: ['s'], needs: ['x'] }, /printed by a step \(from\) or known/],
  ['printed, and never mended', { from: 'a#b' }, /mended belongs to a message/],
  ['from a source, known by nothing', { sources: ['s'] }, /needs the phrases/],
  [
    'a cause without a place',
    { from: 'a#b', mended: 'a#c', causes: [{ cause: 'x' }, { cause: 'y' }] },
    /a cause has one of/,
  ],
  ['an unknown field', { from: 'a#b', mended: 'a#c', nots: ['x'] }, /nots/],
]
for (const [what, more, says] of wrong) {
  test(`content/messages.yaml may not have an entry with ${what}`, () => {
    const { error } = message.safeParse({ ...entry, ...more })
    expect(error?.message).toMatch(says)
  })
}

test('phrase comes to an end on a paste that is made to be slow', () => {
  const paste = squeeze('calling webhook "a.validation.istio.io": no endpoints connection '.repeat(150))
  expect(phrase('calling webhook "*validation.istio.io": … connection refused').test(paste)).toBe(false)
  expect(phrase('service "istiod … not found').test(squeeze('service "istiod" no '.repeat(500)))).toBe(false)
  expect(phrase('"*x.io"').test(`"${'a.'.repeat(5000)}`)).toBe(false)
})
