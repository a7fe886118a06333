import { expect, test } from '@playwright/test'
import { PageError, parsePage } from '../../src/page/index.ts'

const front = '---\ntitle: T\ndescription: D\n---\n\n'
const step = (attributes: string, command = 'kubectl get pods', title = 'title="T"') =>
  `<Step ${title} ${attributes}>\n\n\`\`\`bash\n${command}\n\`\`\`\n\n</Step>\n\n`
const read = (id = 'a', command?: string) => step(`id="${id}" reads worked="W"`, command)

async function faults(text: string): Promise<string> {
  const error = await parsePage('x', 'content/runbooks/x.mdx', text).catch((e: unknown) => e)
  expect(error).toBeInstanceOf(PageError)
  return (error as PageError).message
}

test('a command keeps its bytes: heredocs, backslashes, indentation', async () => {
  const command = "cat <<'EOF' | \\\n  grep x\n  two  spaces\nEOF"
  const page = await parsePage('x', 'x.mdx', front + read('a', command))
  expect(page.steps[0]?.command).toBe(command)
})

const refused: [promise: string, text: string, says: RegExp][] = [
  ['two commands in one step', front + read('a', 'kubectl get pods\nkubectl get nodes'), /one command, this has 2/],
  ['two commands joined by ;', front + read('a', 'cd x; ls'), /one command, this has 2/],
  ['a comment in a step', front + read('a', 'ls # all'), /no comments/],
  ['a tab in a step', front + read('a', 'ls\t-l'), /no tabs/],
  ['a pipeline whose failure the rest would hide', front + read('a', 'cat x | tee y && ls'), /only the last pipeline/],
  ['a command left in the background', front + read('a', 'kubectl proxy &'), /leaves nothing running/],
  ['a prompt sign', front + read('a', '$ ls'), /prompt sign/],
  ['what bash cannot parse', front + read('a', 'if true'), /bash would not accept/],
  ['typographic quotes', front + read('a', 'echo “x”'), /typographic/],
  ['the same id twice', front + read('a') + read('a'), /id a is used twice/],
  ['a page without steps', `${front}Only prose.\n`, /at least one <Step>/],
  ['a page without front matter', read(), /front matter/],
  [
    'front matter that is no YAML',
    '---\ntitle: X\ndescription: one: two\n---\n' + read(),
    /front matter is not valid YAML/,
  ],
  ['an unknown attribute', front + step('id="a" reads worked="W" color="red"'), /no attribute color/],
  ['a step without a title', front + step('id="a" reads worked="W"', 'ls', ''), /title is missing/],
  ['a title that is a sentence', front + step('id="a" reads worked="W"', 'ls', 'title="It works."'), /full stop/],
  ['a title too long for an outline', front + step('id="a" reads worked="W"', 'ls', `title="${'x'.repeat(49)}"`), /48/],
  ['a step that says not how to tell that it worked', front + step('id="a" reads'), /worked is missing/],
  ['a step that neither reads nor says what it changes', front + step('id="a" worked="W"'), /changes/],
  ['a change that nothing takes back', front + step('id="a" changes="C" worked="W"'), /undo is missing/],
  ['an undo that is no step', front + step('id="a" changes="C" worked="W" undo="b"'), /no step of this page/],
  ['an expected failure without its text', front + step('id="a" reads worked="W" exit="1"'), /go together/],
  ['broken MDX', `${front}<Step id="a"\n`, /not valid MDX/],
]
for (const [promise, text, says] of refused) {
  test(`an author is told of ${promise}, with file and line`, async () => {
    const message = await faults(text)
    expect(message).toMatch(says)
    expect(message).toMatch(/^content\/runbooks\/x\.mdx:\d+: /)
  })
}

test('a changing step must guard its variables against an empty value', async () => {
  const text = (command: string) =>
    `---\ntitle: T\ndescription: D\nvariables:\n  - { name: REV, default: a, pattern: '[a-z]+', meaning: M. }\n---\n\n` +
    step('id="a" changes="C" worked="W" undo="b"', command) +
    step('id="b" changes="C" worked="W"')
  expect(await faults(text('istioctl install --set revision=$REV'))).toMatch(/write "\$\{REV:\?\}"/)
  await parsePage('x', 'x.mdx', text('istioctl install --set revision="${REV:?}"'))
})

test('clean-up takes back the newest change first', async () => {
  const changes = step('id="a" changes="C" worked="W" undo="ua"') + step('id="b" changes="C" worked="W" undo="ub"')
  const undo = (id: string) => step(`id="${id}" changes="C" worked="W"`)
  await parsePage('x', 'x.mdx', `${front}${changes}## Clean up\n\n${undo('ub')}${undo('ua')}`)
  expect(await faults(`${front}${changes}## Clean up\n\n${undo('ua')}${undo('ub')}`)).toMatch(/newest change first/)
})

test('faults of one step are told whatever stands in the others', async () => {
  const broken = ["echo 'a", "b'; ls", 'cat <<EOF', 'ls # all', 'ls &', 'cd x; ls', 'if true', '# only']
  for (const command of broken) {
    const message = await faults(front + read('a') + read('b', command) + read('c'))
    expect(message, command).toMatch(/step b: /)
    expect(message, command).not.toMatch(/step [ac]: /)
  }
})
