import { expect, test } from '@playwright/test'
import { kindErrors } from '../../src/cluster/kind.ts'

const ENGINE_GONE = `using docker due to KIND_EXPERIMENTAL_PROVIDER
ERROR: failed to create cluster: failed to get docker info: command "docker info --format '{{json .}}'" failed with error: exit status 1

Command Output: {"ID":"","Containers":0,"ContainersRunning":0,"Warnings":null}}Cannot connect to the Docker daemon at unix:///tmp/nope.sock. Is the docker daemon running?
`

test('of kind’s output its error is told, without what the command printed', () => {
  expect(kindErrors(ENGINE_GONE)).toBe(
    `failed to create cluster: failed to get docker info: command "docker info --format '{{json .}}'" failed with error: exit status 1`,
  )
})

test('output without an error of kind tells nothing', () => {
  expect(kindErrors('Creating cluster "x" ...\n • Preparing nodes 📦   ...\n')).toBe('')
})
