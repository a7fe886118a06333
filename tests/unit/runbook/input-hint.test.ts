import { expect, test } from '@playwright/test'
import { inputHint } from '../../../src/runbook/run/input-hint.ts'

const asks = /it seems to ask for input, and a step has none/

for (const [what, command, output] of [
  ['read', 'read -r answer && echo ok', ''],
  ['read with a prompt', 'read -r -p "Proceed? (y/N) " answer', ''],
  ['a choice', 'istioctl uninstall --purge', 'All Istio resources will be pruned\nProceed? (y/N) Cancelled.\n'],
  ['a choice in brackets', 'apt-get install x', 'Do you want to continue? [Y/n] Abort.\n'],
  ['a choice in words', 'ssh host', 'Are you sure you want to continue connecting (yes/no)? '],
  ['a password', 'su -', 'Password: '],
  ['no terminal', 'ssh host', 'could not open /dev/tty: No such device or address\n'],
  ['a language that found the end of input', 'python3 -c "input()"', 'EOFError: EOF when reading a line\n'],
] as const) {
  test(`inputHint says that input is missing after ${what}`, () => {
    expect(inputHint(command, output)).toMatch(asks)
  })
}

for (const [what, command, output] of [
  ['any other failure', 'kubectl get pods', 'Error from server (NotFound): pods "x" not found\n'],
  ['a loop that reads from a pipe', 'kubectl get ns -o name | while read -r n; do echo "$n"; done', ''],
  ['read with a file', 'read -r version < version.txt', ''],
  ['a password in a table', 'helm show values x', 'password: secret\nuser: me\n'],
  ['an option of that name', 'cat --read', ''],
] as const) {
  test(`inputHint says nothing after ${what}`, () => {
    expect(inputHint(command, output)).toBeUndefined()
  })
}
