import { expect, test } from '@playwright/test'
import { commandFacts } from '../../../src/version-differences/commands.ts'

// The helps of istioctl 1.31.0, shortened, with a line of spaces in the text of a flag.
const HELPS: Record<string, string> = {
  '': `Istio configuration command line utility for service operators to
debug and diagnose their Istio mesh.

Usage:
  istioctl [command]

Available Commands:
  manifest             Commands related to Istio manifests
  version              Prints out build version information

Flags:
  -c, --kubeconfig string           Kubernetes configuration file
      --kubeclient-timeout string   Kubernetes client timeout as a time.Duration string, defaults to
                                    15 seconds. (default "15s")

Additional help topics:
  istioctl options                           Displays istioctl global options
`,
  manifest: `The manifest command generates and diffs Istio manifests.

Usage:
  istioctl manifest [command]

Available Commands:
  generate    Generates an Istio install manifest

Flags:
      --dry-run   Console/log output only, make no changes.
`,
  'manifest generate': `The generate subcommand generates an Istio install manifest.

Usage:
  istioctl manifest generate [flags]

Flags:
  -d, --manifests string   Specify a path to a directory of charts and profiles
                           (e.g. ~/Downloads/istio-1.31.0/manifests).
                           
  -o, --output string      Path of the file to write the generated manifest to.

Global Flags:
      --vklog Level                 number for the log level verbosity.
`,
  version: 'Prints out build version information\n\nUsage:\n  istioctl version [flags]\n',
}

test('commandFacts has every command below istioctl and the flags of its own, with type and default', async () => {
  const facts = await commandFacts((words) => Promise.resolve(HELPS[words.join(' ')]!))
  expect([...facts.values()].map(({ where, what, value }) => `${where} ${what}: ${value}`)).toEqual([
    'istioctl command: Istio configuration command line utility for service operators to debug and diagnose their Istio mesh.',
    'istioctl --kubeconfig: -c, string',
    'istioctl --kubeclient-timeout: string, default "15s"',
    'istioctl manifest command: The manifest command generates and diffs Istio manifests.',
    'istioctl manifest --dry-run: bool',
    'istioctl manifest generate command: The generate subcommand generates an Istio install manifest.',
    'istioctl manifest generate --manifests: -d, string',
    'istioctl manifest generate --output: -o, string',
    'istioctl version command: Prints out build version information',
  ])
})
