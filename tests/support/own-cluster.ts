import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parse } from 'yaml'
import { leftovers, settledSnapshot } from '../../src/runbook/index.ts'
import type { Snapshot } from '../../src/kubernetes/index.ts'
import { Connection } from '../../src/kubernetes-api/index.ts'
import { npmRun, start, type Ended, type Running } from './project.ts'
import { relay, type Relay } from './relay.ts'

/** What a kubeconfig of kind has. */
interface KindConfig {
  clusters: { cluster: { server: string } }[]
  users: { user: object }[]
}

/**
 * A kind cluster as its user has it: with a kubeconfig of their own, and by three ways. `staging` leads straight to it, `wire` by a
 * port that can be cut, `moved` by one that can lead to another API server.
 */
export class OwnCluster {
  /** The user's kubeconfig. */
  readonly kubeconfig: string
  readonly tools: string
  readonly wire: Relay
  readonly moved: Relay
  readonly #name: string
  readonly #directory: string
  readonly #proxy: Proxy
  readonly #connection: Connection
  #before: Snapshot | undefined

  /** Makes a cluster with helm among its tools. */
  static async make(): Promise<OwnCluster> {
    const { code, text } = await npmRun(['cluster', 'up', '--', '--with', 'helm'])
    const [, name, kubeconfig, tools] =
      /^(\S+) is ready:\n {2}export KUBECONFIG=(\S+) PATH=(\S+):\$PATH$/m.exec(text) ?? []
    if (code !== 0 || name === undefined) throw new Error(`there is no cluster:\n${text}`)
    const config = parse(await readFile(kubeconfig!, 'utf8')) as KindConfig
    const directory = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))
    const proxy = await startProxy(join(tools!, 'kubectl'), kubeconfig!)
    const wire = await relay(Number(new URL(config.clusters[0]!.cluster.server).port))
    const moved = await relay(proxy.port)
    const file = join(directory, 'config')
    await writeFile(file, JSON.stringify(threeWays(config, wire.port, moved.port)), { mode: 0o640 })
    return new OwnCluster(name, tools!, directory, file, wire, moved, proxy)
  }

  private constructor(
    name: string,
    tools: string,
    directory: string,
    kubeconfig: string,
    wire: Relay,
    moved: Relay,
    proxy: Proxy,
  ) {
    this.#name = name
    this.tools = tools
    this.#directory = directory
    this.kubeconfig = kubeconfig
    this.wire = wire
    this.moved = moved
    this.#proxy = proxy
    this.#connection = new Connection(kubeconfig)
  }

  /** Remembers the cluster as it is now, for `differences`. */
  async remember(): Promise<void> {
    this.#before = await settledSnapshot(this.#connection, new AbortController().signal)
  }

  /** What differs from the cluster that was remembered, once it has settled. */
  async differences(): Promise<string[]> {
    return (await leftovers(this.#connection, this.#before!, [], new AbortController().signal)).differences
  }

  /** Starts a run on it, as its user would type it. */
  start(id: string, context: string, words: readonly string[] = []): Running {
    return start(['npm', 'run', '--silent', 'runbook', id, '--', '--context', context, ...words], {
      KUBECONFIG: this.kubeconfig,
    })
  }

  run(id: string, context: string, words: readonly string[] = []): Promise<Ended> {
    return this.start(id, context, words).ended
  }

  /** Types shell commands with the tools of the cluster. */
  async type(commands: string): Promise<Ended> {
    const environment = { KUBECONFIG: this.kubeconfig, PATH: `${this.tools}:${process.env['PATH']}` }
    return start(['bash', '-ec', `cd "$(mktemp -d)"\n${commands}`], environment).ended
  }

  /** Types what a run printed to take it back, with nothing but the user's own PATH and kubeconfig. */
  async takeBack(text: string): Promise<Ended> {
    const [, after] = text.split(/^(?:What stands|It stays).* type:\n\n/im)
    // An error may come behind them.
    const commands = after?.split(/\n\n|^error: /m)[0]
    if (commands === undefined) throw new Error(`no commands were printed:\n${text}`)
    return start(['bash', '-ec', `cd "$(mktemp -d)"\n${commands}`], { KUBECONFIG: this.kubeconfig }).ended
  }

  /** Everything of the user's kubeconfig that a run could change. */
  async kubeconfigAsItIs(): Promise<unknown> {
    const { mode, uid, gid, mtimeMs, ctimeMs, ino } = await stat(this.kubeconfig)
    return { text: await readFile(this.kubeconfig, 'utf8'), mode, uid, gid, mtimeMs, ctimeMs, ino }
  }

  async remove(): Promise<void> {
    this.#connection.close()
    this.#proxy.stop()
    await Promise.all([this.wire.close(), this.moved.close()])
    await npmRun(['cluster', 'down', this.#name])
    await rm(this.#directory, { recursive: true })
  }
}

function threeWays({ clusters, users }: KindConfig, wire: number, moved: number): object {
  const { cluster } = clusters[0]!
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'straight', cluster },
      { name: 'wire', cluster: { ...cluster, server: `https://127.0.0.1:${wire}` } },
      { name: 'moved', cluster: { server: `http://127.0.0.1:${moved}` } },
    ],
    users: [
      { name: 'admin', user: users[0]!.user },
      { name: 'nobody', user: {} },
    ],
    contexts: [
      // Users work in a namespace of theirs, which need not be there anymore.
      { name: 'staging', context: { cluster: 'straight', user: 'admin', namespace: 'elsewhere' } },
      { name: 'wire', context: { cluster: 'wire', user: 'admin' } },
      { name: 'moved', context: { cluster: 'moved', user: 'nobody' } },
    ],
    'current-context': 'staging',
  }
}

/** `kubectl proxy`: the API server without TLS, so that another one can stand in its place. */
interface Proxy {
  port: number
  stop(): void
}

async function startProxy(kubectl: string, kubeconfig: string): Promise<Proxy> {
  const child = spawn(kubectl, ['proxy', '--port=0', `--kubeconfig=${kubeconfig}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { port: Number(/:(\d+)$/.exec(line)?.[1]), stop: () => void child.kill() }
}
