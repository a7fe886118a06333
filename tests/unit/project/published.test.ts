import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from '@playwright/test'
import { parse } from 'yaml'
import { preparePage } from '../../../src/site/post-build/analyze-page.ts'
import { noProgress, parseProgress } from '../../../src/site/progress/progress.ts'
import { mergeProgress, newIn as newEntries } from '../../../src/site/progress/merge.ts'
import { parseOnly } from '../../support/command-lines.ts'
import { inProject } from '../../support/project.ts'
import { missingPlaces, placesOf } from '../../support/published-places.ts'
import { newIn, readPublished, withNew, type Published } from '../../support/published.ts'

const { list, text } = await readPublished()

/** The listed lines of each script, as the words behind `npm run <script>`. */
const lines = Map.groupBy(
  Object.entries(list.commands).flatMap(([key, options]) => {
    const [script = '', ...words] = key.split(' ')
    return [words, ...Object.keys(options).map((option) => [...words, ...option.split(' ')])].map((line) => ({
      script,
      line,
    }))
  }),
  ({ script }) => script,
)

test('every npm script that was ever published is there', async () => {
  const { scripts } = JSON.parse(await readFile(inProject('package.json'), 'utf8')) as { scripts: object }
  expect([...lines.keys()].filter((script) => !(script in scripts))).toEqual([])
})

for (const [script, published] of lines) {
  const given = published.map(({ line }) => line)
  if (given.every((words) => words.length === 0)) continue
  test(`npm run ${script} takes every option that was ever published`, () => {
    const { errors } = parseOnly(script, given)
    expect(errors.map((error, i) => error && `${given[i]!.join(' ')}: ${error}`)).toEqual(given.map(() => ''))
  })
}

test('parseOnly tells of an option that is not there and of a wrong value, and knows hidden options', () => {
  const { errors, declared } = parseOnly('runbook', [
    ['x', '--gone'],
    ['x', '--supplier', 'other'],
    ['x', '--keep'],
  ])
  expect(errors).toEqual([
    expect.stringContaining("unknown option '--gone'"),
    expect.stringContaining('Allowed choices are published, source'),
    '',
  ])
  const typed = declared.map((option) => option.typed)
  for (const one of ['--keep', '--from <step>', '--supplier source']) expect(typed).toContain(one)
})

test('parseOnly tells of a missing word, and knows the options of subcommands', () => {
  const { errors, declared } = parseOnly('cluster', [['down'], ['prune', '--kept']])
  expect(errors).toEqual([expect.stringContaining('missing required argument'), ''])
  expect(declared).toContainEqual({ command: 'cluster prune', typed: '--kept', meaning: expect.any(String) })
})

for (const [commit, exported] of Object.entries(list.progress)) {
  test(`progress that was exported at ${commit} can be imported, and nothing of it is lost`, () => {
    const then = JSON.parse(exported) as Record<'lessons' | 'tasks', Record<string, object>>
    const { lessons, tasks, quizzes } = mergeProgress(noProgress(), parseProgress(exported))
    expect(Object.keys(lessons)).toEqual(Object.keys(then.lessons))
    expect(Object.keys(tasks['hands-on']!)).toEqual(Object.keys(then.tasks['hands-on']!))
    expect(quizzes['course']).toMatchObject({ round: { 'old-pods': {} }, right: { 'two-lists': expect.any(String) } })
    expect(quizzes['course']!.best).toMatchObject({ right: 22, of: 27 })
    expect(newEntries(noProgress(), parseProgress(exported))).toBe(5)
  })
}

const page = (body: string) => `<!doctype html><html><head></head><body>${body}</body></html>`
const redirect = (to: string) =>
  `<!doctype html><html><head><meta http-equiv="refresh" content="0;url=${to}"></head><body><main><a href="${to}">there</a></main></body></html>`

/** A site of these files, in a directory of its own. */
async function withSite(files: Record<string, string>, use: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'published-'))
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true })
      await writeFile(join(directory, path), content)
    }
    await use(directory)
  } finally {
    await rm(directory, { recursive: true })
  }
}

const site = {
  'index.html': page('<h2 id="_top">a</h2><h2 id="one">b</h2><p id="own">c</p><a href="/sub/#said">d</a>'),
  'sub/index.html': page('<p id="said">a</p><input id="field"><span id="alias"></span><svg><g id="drawn"></g></svg>'),
  'old/index.html': redirect('/sub/#said'),
  'lost/index.html': redirect('/sub/#unsaid'),
  'sub/file.json': '{}',
}

test('placesOf lists headings and what is linked to, and leaves out fields, drawings and what the framework names', () =>
  withSite(site, async (directory) => {
    expect(await placesOf({ directory, base: '/' })).toEqual({
      pages: { '/': ['one'], '/lost/': [], '/old/': [], '/sub/': ['said'] },
      downloads: { '/sub/': ['file.json'] },
    })
  }))

test('missingPlaces finds what is gone, and takes a redirect and an empty anchor for leading on', () =>
  withSite(site, async (directory) => {
    const listed = {
      pages: { '/': ['one', 'two'], '/sub/': ['said', 'alias'], '/old/': ['any'], '/lost/': [], '/gone/': [] },
      downloads: { '/': ['feed.xml'], '/sub/': ['file.json'] },
    }
    expect(await missingPlaces({ directory, base: '/' }, listed)).toEqual([
      '/#two: there is no such anchor',
      '/lost/: leads on to /sub/#unsaid, which is not there',
      '/gone/: there is no such page',
      '/feed.xml: there is no such file',
    ])
  }))

test('the build completes a page that leads on, and writes its Markdown', () => {
  const built = { path: 'old/index.html', html: redirect('../sub/') }
  const { text, commands } = preparePage(built, { site: 'http://localhost:4321', base: '/' })
  expect(commands).toEqual([])
  expect(text!.markdown).toContain('[there](http://localhost:4321/sub/)')
})

test('withNew adds what is new, keeps what is listed, and changes nothing the second time', () => {
  const small: Published = {
    pages: { '/a/': ['x', 'was'] },
    downloads: {},
    commands: { 'runbook <id>': { '--set A=b': 'sets' } },
    progress: {},
    gone: [],
  }
  const before =
    "# Head\npages:\n  /a/: >-\n    x was\ndownloads: {}\ncommands:\n  'runbook <id>':\n    --set A=b: sets\nprogress: {}\ngone: []\n"
  const places = { pages: { '/a/': ['x', 'y'], '/': [] }, downloads: { '/': ['feed.xml'] } }
  const declared = [
    { command: 'runbook', typed: '--set <NAME=value>', meaning: 'sets' },
    { command: 'runbook', typed: '--new <file>', meaning: 'writes' },
    { command: 'cluster list', typed: '--json', meaning: '' },
    { command: 'dev', typed: '', meaning: '' },
    { command: 'runbook', typed: '', meaning: '' },
  ]
  expect(newIn(small, places, declared)).toEqual([
    '/a/#y',
    '/',
    '/feed.xml',
    'npm run runbook -- --new <file>',
    'npm run cluster list -- --json',
    'npm run dev',
  ])
  const after = withNew(before, small, places, declared)
  expect(after).toMatch(/^# Head\n/)
  expect(parse(after)).toEqual({
    pages: { '/': '', '/a/': 'was x y' },
    downloads: { '/': 'feed.xml' },
    commands: {
      'runbook <id>': { '--set A=b': 'sets', '--new <file>': 'writes' },
      'cluster list': { '--json': '' },
      dev: {},
    },
    progress: {},
    gone: [],
  })
})

test('the list is written as npm run published writes it', () => {
  expect(withNew(text, list, { pages: {}, downloads: {} }, [])).toBe(text)
})
