import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { checkWritable, writeWhole } from '../../../src/runbook/report/report-files.ts'

let directory: string
const path = (name: string) => join(directory, name)
test.beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'reports-'))))
test.afterEach(() => rm(directory, { recursive: true }))

test.describe('a report that cannot be written is refused before the run', () => {
  for (const [why, name, says] of [
    ['without its directory', 'nope/run.json', 'no such directory'],
    ['that is a directory', 'there', 'it is a directory'],
    ['below a file', 'file/run.json', 'not a directory'],
  ] as const) {
    test(why, async () => {
      await mkdir(path('there'))
      await writeFile(path('file'), 'old')
      await expect(checkWritable([path(name)])).rejects.toThrow(`cannot write ${path(name)}: ${says}`)
    })
  }

  test('checkWritable refuses two reports in one file', async () => {
    await symlink(path('run.json'), path('link'))
    await writeFile(path('run.json'), 'old')
    await expect(checkWritable([path('run.json'), path('link')])).rejects.toThrow('two reports would go to')
  })
})

test('checkWritable changes nothing', async () => {
  await writeFile(path('old.json'), 'old')
  await checkWritable([path('old.json'), path('new.json'), '/dev/null'])
  expect(await readFile(path('old.json'), 'utf8')).toBe('old')
  expect(await readdir(directory)).toEqual(['old.json'])
})

test('writeWhole replaces an older report through a link, and keeps its mode', async () => {
  await writeFile(path('old.json'), 'old')
  await chmod(path('old.json'), 0o640)
  await symlink('old.json', path('link.json'))
  await writeWhole(path('link.json'), 'new')
  expect(await readFile(path('old.json'), 'utf8')).toBe('new')
  expect((await stat(path('old.json'))).mode & 0o777).toBe(0o640)
  expect((await readdir(directory)).sort()).toEqual(['link.json', 'old.json'])
})

test('writeWhole leaves nothing behind when it fails, and names the file', async () => {
  await expect(writeWhole('/dev/full', 'new')).rejects.toThrow('cannot write /dev/full: no space left on device')
  await mkdir(path('there'))
  await expect(writeWhole(path('there'), 'new')).rejects.toThrow('it is a directory')
  expect(await readdir(directory)).toEqual(['there'])
})
