import { expect, test } from '@playwright/test'
import { lessonVersion, referencesOf } from '../../../../src/site/lesson/lesson-version.ts'

const lesson = { title: 'T', description: 'D', body: 'It stops. <Shown by="a-run#step" />\n\nThen it goes on.' }
const version = lessonVersion(lesson, ['proof'])

test('lessonVersion is the same as long as the lesson says the same', () => {
  expect(version).toMatch(/^[0-9a-f]{8}$/)
  const again = `import { Shown } from 'x'\n\n{/* a note */}\n${lesson.body.replaceAll(' ', '\n  ')}\n`
  expect(lessonVersion({ ...lesson, body: again }, ['proof'])).toBe(version)
})

const changes: [what: string, changed: string][] = [
  ['a word', lessonVersion({ ...lesson, body: lesson.body.replace('stops', 'waits') }, ['proof'])],
  ['its title', lessonVersion({ ...lesson, title: 'U' }, ['proof'])],
  ['a proof that it shows', lessonVersion(lesson, ['other'])],
  ['the steps that it names', lessonVersion({ ...lesson, body: lesson.body.replace('#step', '#other') }, ['proof'])],
]
for (const [what, changed] of changes) {
  test(`lessonVersion is another when ${what} changes`, () => {
    expect(changed).not.toBe(version)
  })
}

test('referencesOf finds what a lesson shows from elsewhere', () => {
  const body =
    '<Command of="b-run#x" /> <Shown by="a-run#y" /> <Shown by="a-run#z" /> <OutdatedCommand command="istioctl x" of="d-run#w" />\n' +
    '<RequestCount from="c-run#v" /> <Source of="istio-cni" /> <Term id="pod" /> <Diagram id="layers" /> <Quiz id="course" />'
  expect(referencesOf(body)).toEqual({
    runbooks: ['a-run', 'b-run', 'c-run', 'd-run'],
    files: ['content/diagrams/layers.yaml', 'content/quizzes/course.yaml'],
  })
})
