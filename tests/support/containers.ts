import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { $ } from 'zx'
import { prepare } from '../../src/cluster/index.ts'
import { makeOwner, ownerMount } from '../../src/cluster/lifecycle/owner.ts'
import { createState, writeState, type ClusterState } from '../../src/cluster/lifecycle/state.ts'

const quiet = $({ quiet: true })

/**
 * Containers as kind makes them for a cluster: of the real node image, so with all the labels that it hands on, with
 * kind's label and a mount that tells the owner. They are made but not started: a real cluster takes twenty seconds.
 */
export class Containers {
  readonly #made: string[] = []
  readonly #tags: string[] = []
  readonly #image: string

  /** With the real node image, which is made when it is missing. */
  static async ofNodeImage(): Promise<Containers> {
    return new Containers((await prepare({})).nodeImage)
  }

  private constructor(image: string) {
    this.#image = image
  }

  /** Makes the node of a cluster. @param mount where its mark is mounted; that of the present cache when not given */
  async node(cluster: string, mount?: string): Promise<string> {
    const mark = `${tmpdir()}:${mount ?? ownerMount(await makeOwner())}:ro`
    return this.make(`${cluster}-control-plane`, [`--label=io.x-k8s.kind.cluster=${cluster}`, `--volume=${mark}`])
  }

  /** Makes a container of the node image. @returns its name */
  async make(name: string, options: readonly string[] = []): Promise<string> {
    this.#made.push(name)
    await quiet`docker create --name ${name} --entrypoint sleep ${options} ${this.#image} infinity`
    return name
  }

  /** Starts one that was made; what it runs only waits. */
  async run(name: string): Promise<void> {
    await quiet`docker start ${name}`
  }

  /** Gives the node image another name. @returns that name */
  async tagImage(image: string): Promise<string> {
    this.#tags.push(image)
    await quiet`docker tag ${this.#image} ${image}`
    return image
  }

  /** Whether the engine has an image of this name. */
  async hasImage(image: string): Promise<boolean> {
    return (await $({ quiet: true, nothrow: true })`docker image inspect ${image}`).exitCode === 0
  }

  /** Those that are still there, of all that were made. */
  async left(): Promise<string[]> {
    const { stdout } = await quiet`docker ps --all --format {{.Names}}`
    const names = stdout.split('\n')
    return this.#made.filter((name) => names.includes(name))
  }

  /** Removes all that were made, and the other names of the image. */
  async remove(): Promise<void> {
    for (const image of this.#tags.splice(0)) await $({ quiet: true, nothrow: true })`docker rmi --no-prune ${image}`
    const left = await this.left()
    if (left.length > 0) await quiet`docker rm --force --volumes ${left}`
  }
}

/** A name that no cluster has. */
export function newName(): string {
  return `proving-ground-${randomBytes(4).toString('hex')}`
}

/** What `up` writes down about a cluster. */
export function stateOf(name: string, more: Partial<ClusterState> = {}): ClusterState {
  const versions = { istio: '-', kubernetes: '-', kind: '-', envoy: '-', toolchain: 'source' } as const
  return { name, kept: false, createdAt: new Date().toISOString(), tools: '-', kind: '-', versions, ...more }
}

/** Writes down a cluster in the present cache, as its run left it. */
export async function writeDown(name: string, use: 'kept' | 'orphan', more: Partial<ClusterState> = {}): Promise<void> {
  const lock = await createState(stateOf(name, more))
  if (use === 'kept') await writeState(stateOf(name, { ...more, kept: true }))
  lock.release()
}
