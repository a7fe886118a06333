import { expect, test } from '@playwright/test'
import sax from 'sax'
import { junit, type Evidence } from '../../../src/evidence/index.ts'
import { madeUpEvidence } from '../../support/made-up.ts'

/** Line ends that parsers change, ends of sections, markup, characters that XML does not have, half of a pair. */
const HOSTILE = 'a\tb\r\n]]> <a b="c">&amp;\'</a> \0\x01\x1b[0K\x7f\u0085 \ud800 \ufffe\uffff \u202e 😀'
/** The same to whoever reads the report. */
const READ = 'a\tb\\x0d\n]]> <a b="c">&amp;\'</a> \\x00\\x01\\x1b[0K\\x7f\\x85 \ufffd \ufffd\ufffd \\u202e 😀'

test('junit is well formed whatever was run, printed and set', () => {
  const run = evidence({ command: HOSTILE, says: HOSTILE, passed: false })
  run.scope = { whole: false, reason: HOSTILE, notRun: ['left-out'], setVariables: ['NAME'] }
  run.variables = { NAME: HOSTILE }
  const elements = parse(junit(run, HOSTILE))
  expect(attributes(elements, 'property')).toContainEqual({ name: 'scope', value: `a part only (${READ})` })
  expect(attributes(elements, 'property')).toContainEqual({ name: 'set NAME', value: READ })
  expect(attributes(elements, 'failure')).toEqual([{ message: READ }])
  expect(elements.find(({ name }) => name === 'system-out')?.text).toBe(`$ ${READ}\n${READ}`)
})

/** Each with what the report counts, and the elements of its last case. */
const outcomes: [what: string, of: Evidence, fault: string | undefined, counts: object, last: string[]][] = [
  ['that passed', evidence({}), undefined, { failures: '0', errors: '0', skipped: '0' }, []],
  ['with a failed step', evidence({ passed: false }), 'no pod', { failures: '1', errors: '0', skipped: '0' }, []],
  [
    'that left something behind',
    evidence({ differences: ['added ConfigMap a/b', 'added Secret a/c'] }),
    'left behind',
    { failures: '1', errors: '0', skipped: '0' },
    ['failure: added ConfigMap a/b\nadded Secret a/c'],
  ],
  [
    'that compared nothing',
    evidence({ compared: 0 }),
    undefined,
    { failures: '0', errors: '0', skipped: '1' },
    ['skipped'],
  ],
  [
    'that broke off while it compared',
    evidence({ compared: 0 }),
    'no answer',
    { failures: '0', errors: '1', skipped: '0' },
    ['error: no answer'],
  ],
]
for (const [what, of, fault, counts, last] of outcomes)
  test(`junit of a run ${what} counts each case once, and says why`, () => {
    const elements = parse(junit(of, fault))
    for (const name of ['testsuites', 'testsuite'])
      expect(attributes(elements, name)).toEqual([expect.objectContaining({ tests: '2', ...counts })])
    const cases = attributes(elements, 'testcase')
    expect(cases).toEqual([
      { classname: 'x', name: 'a', time: '0.012' },
      { classname: 'x', name: 'left behind' },
    ])
    const closing = elements.slice(elements.findLastIndex(({ name }) => name === 'testcase') + 1)
    expect(closing.map(({ name, attributes: { message } }) => (message ? `${name}: ${message}` : name))).toEqual(last)
  })

interface Change {
  command?: string
  says?: string
  passed?: boolean
  compared?: number
  differences?: string[]
}

function evidence({ command = 'true', says = 'ok', passed = true, compared = 3, differences = [] }: Change): Evidence {
  const made = madeUpEvidence('x', 'hash', [{ id: 'a', command, says }])
  const [step] = made.steps
  // What was printed is stored as it can be shown; a file that was written by hand need not be.
  const steps = [{ ...step!, passed, output: { ...step!.output, text: says } }]
  return { ...made, passed, steps, leftovers: { compared, differences, allowed: [] } }
}

interface Element {
  name: string
  attributes: Record<string, string>
  text: string
}

/** The elements of a document in their order. @throws where it is not well formed, or has a character that XML 1.0 has not */
function parse(xml: string): Element[] {
  expect(xml).not.toMatch(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u)
  const elements: Element[] = []
  const open: Element[] = []
  const parser = sax.parser(true)
  parser.onerror = (error) => {
    throw error
  }
  parser.onopentag = ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, text: '' }
    elements.push(element)
    open.push(element)
  }
  parser.onclosetag = () => void open.pop()
  parser.ontext = (text) => {
    const element = open.at(-1)
    if (element) element.text += text
  }
  parser.write(xml).close()
  return elements
}

function attributes(elements: readonly Element[], name: string): Record<string, string>[] {
  return elements.filter((element) => element.name === name).map((element) => element.attributes)
}
