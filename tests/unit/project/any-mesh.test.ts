import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { parseAllDocuments } from 'yaml'
import { loadContextRules, loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'

/** Names that are English words as well: in running text they mean something else. */
const WORDS = ['client', 'outside']

const names = await namesOfTheExample()
const pages = await pagesForAnyMesh()

test('the names of the example are those of the objects that its page makes, and of the hosts that it calls', () => {
  expect(names.toSorted()).toEqual(['client', 'istio-ingressgateway', 'outside', 'payments', 'shop', 'visitor'])
})

test('the pages for any mesh are those that only read and are about no revision', () => {
  expect(pages.toSorted()).toEqual(['mesh-analysis', 'mesh-change-evidence', 'mesh-control-plane', 'mesh-sync-state'])
})

for (const id of pages) {
  test(`${id} has no name of the example in its commands, its prose and its checks`, async () => {
    const page = await readFile(join(ROOT, `content/runbooks/${id}.mdx`), 'utf8')
    const script = await readFile(join(ROOT, `runbooks/${id}.ts`), 'utf8')
    expect(namesIn(page)).toEqual([])
    expect(namesIn(script)).toEqual([])
  })
}

const planted: [where: string, text: string, found: string[]][] = [
  ['a command', '```bash\nkubectl get pods -n shop\n```', ['shop']],
  ['a host in a command', '```bash\ncurl http://payments.shop:8080/\n```', ['payments', 'shop']],
  ['a kind with a name', '```bash\nkubectl logs deployment/client\n```', ['client']],
  ['code in a sentence', 'The pods of `outside` have no proxy.', ['outside']],
  ['a sentence', 'Call payments from a pod.', ['payments']],
  ['what success looks like', 'success="A row for istio-ingressgateway."', ['istio-ingressgateway']],
]
for (const [where, text, found] of planted)
  test(`namesIn finds a name of the example in ${where}`, () => expect(namesIn(text).toSorted()).toEqual(found))

test('namesIn takes English words, a page that has a name in its own, and longer names', () => {
  const start = 'startsFrom: deploy-payments\n'
  expect(namesIn(`${start}The client is outside of the mesh. See [a page](../helm-payments/) on \`my-shop\`.`)).toEqual(
    [],
  )
})

/** The names of the example in a text: in code any of them, elsewhere those that are no English words. */
function namesIn(text: string): string[] {
  const code = [...text.matchAll(/^```[^]*?^```|`[^`\n]+`/gm)].map(([all]) => all).join('\n')
  return names.filter((name) => whole(name).test(WORDS.includes(name) ? code : text))
}

/** A name where it is no part of a longer one. */
function whole(name: string): RegExp {
  return new RegExp(`(?<![\\w-])${RegExp.escape(name)}(?![\\w-])`)
}

/** What the sample workload's page makes: namespaces and objects. Beside them, the hosts that it calls. */
async function namesOfTheExample(): Promise<string[]> {
  const { steps } = await loadPage(ROOT, 'deploy-payments')
  const commands = steps.map(({ command }) => command)
  const manifests = commands.flatMap((command) => /<<'EOF'\n([^]*?)\nEOF/.exec(command)?.[1] ?? [])
  const objects = manifests.flatMap((text) => parseAllDocuments(text).map((one) => one.toJS() as ApiObject))
  const hosts = commands.flatMap((command) => [...command.matchAll(/http:\/\/([\w-]+)/g)].map(([, host = '']) => host))
  return [...new Set([...objects.flatMap(({ metadata: { name, namespace } }) => [name, namespace ?? name]), ...hosts])]
}

interface ApiObject {
  metadata: { name: string; namespace?: string }
}

/** By `content/contexts.yaml`: they change nothing, and their commands name no control plane. */
async function pagesForAnyMesh(): Promise<string[]> {
  const rules = [...(await loadContextRules(ROOT))]
  return rules.filter(([, { use, revision }]) => use === 'read' && revision === undefined).map(([id]) => id)
}
