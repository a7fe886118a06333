import { globSync, readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { portabilityFaults } from '../../../src/page/portability.ts'
import { inProject } from '../../support/project.ts'

const refused: [command: string, says: RegExp][] = [
  ['echo "${x,,}"', /change of case .* bash 4/],
  ['y=${x^}', /change of case .* bash 4/],
  ['mapfile -t lines < file', /mapfile needs bash 4/],
  ['readarray lines < file', /readarray needs bash 4/],
  ['if true; then declare -A map; fi', /associative array .* bash 4/],
  ['f() { local -rA map; }', /associative array .* bash 4/],
  ['coproc cat', /coproc needs bash 4/],
  ['a |& b', /form of redirection/],
  ['a &>> file', /form of redirection/],
  ['sed -i s/a/b/ file', /sed -i/],
  ['kubectl get pods | grep -oP a', /grep -P/],
  ['date -d yesterday', /date -d/],
  ['readlink -f .', /readlink -f/],
  ['sudo stat -c %s file', /stat -c/],
  ['stat --format=%s file', /stat -c/],
  ['echo a | xargs -r kubectl delete', /xargs -r/],
  ['base64 -w 0 file', /base64 -w/],
]
for (const [command, says] of refused)
  test(`portabilityFaults refuses ${command}`, () => expect(portabilityFaults(command).join()).toMatch(says))

const taken = [
  'declare -a list',
  'base64 -d file',
  'echo ${x%,} ${x/,/;}',
  'xargs kubectl delete',
  'xargs grep -r a',
  'stat file',
  "echo '${x,,}'",
]
for (const command of taken)
  test(`portabilityFaults takes ${command}`, () => expect(portabilityFaults(command)).toEqual([]))

test('portabilityFaults looks at no program of a container', () => {
  expect(portabilityFaults('kubectl exec deploy/a -n b -- stat -c %s /tmp/c')).toEqual([])
})

test('every recorded command is within bash 3.2 and the programs of macOS', () => {
  const files = globSync('evidence/*.json', { cwd: inProject() })
  const commands = files.flatMap((file) => {
    const { steps } = JSON.parse(readFileSync(inProject(file), 'utf8')) as { steps?: { command: string }[] }
    return (steps ?? []).map(({ command }) => command)
  })
  expect(commands.length).toBeGreaterThan(100)
  expect(commands.filter((command) => portabilityFaults(command).length > 0)).toEqual([])
})

test('the driver of the shell is within bash 3.2 and the programs of macOS', () => {
  // It runs in bash alone, so how zsh would expand its words does not matter.
  const driver = readFileSync(inProject('src/runbook/shell/driver.bash'), 'utf8')
  expect(portabilityFaults(driver).filter((fault) => !fault.startsWith('zsh '))).toEqual([])
})
