import { expect, test } from '@playwright/test'
import { makeDirectories, removeDirectories, type RunDirectories } from '../../../src/runbook/run/directories.ts'
import { commandEnvironment } from '../../../src/runbook/shell/environment.ts'
import { Shell } from '../../../src/runbook/shell/shell.ts'
import { setVariable } from '../../support/environment.ts'

/** What programs that fetch credentials read, one of each provider, and a token of another service. */
const CREDENTIALS = [
  'AWS_SECRET_ACCESS_KEY',
  'GOOGLE_APPLICATION_CREDENTIALS',
  'CLOUDSDK_CONFIG',
  'AZURE_CLIENT_SECRET',
  'ARM_CLIENT_SECRET',
  'KUBELOGIN_PASSWORD',
  'GITHUB_TOKEN',
]
const SECRET = 'known-to-the-reader-alone'

let directories: RunDirectories
let restore: (() => void)[] = []
test.beforeEach(async () => {
  directories = await makeDirectories()
  restore = CREDENTIALS.map((name) => setVariable(name, SECRET))
})
test.afterEach(async () => {
  for (const one of restore) one()
  await removeDirectories(directories)
})

test('commandEnvironment has no credentials of the reader, neither their names nor their values', () => {
  const environment = commandEnvironment(directories, '/tools', '/kubeconfig')
  expect(Object.keys(environment).filter((name) => CREDENTIALS.includes(name))).toEqual([])
  expect(JSON.stringify(environment)).not.toContain(SECRET)
  expect(environment).toMatchObject({ HOME: directories.home, KUBECONFIG: '/kubeconfig' })
})

test('a command that prints its environment prints no credentials of the reader', async () => {
  const environment = commandEnvironment(directories, '/tools', '/kubeconfig')
  const shell = await Shell.start(directories.id, directories.steps, directories.work, environment)
  try {
    const options = { deadlineMs: 20_000, signal: new AbortController().signal, onText: () => undefined }
    const { output } = await shell.run('env', options)
    expect(output.toString()).toContain('KUBECONFIG=/kubeconfig\n')
    expect(output.toString()).not.toContain(SECRET)
  } finally {
    await shell.close()
  }
})
