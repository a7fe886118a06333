import { execFile } from 'node:child_process'
import { chmod, chown, copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { parse, stringify } from 'yaml'
import { prepare, loadToolchain, type Need, type ReadyToolchain } from '../../src/cluster/index.ts'
import { CHART_INDEX } from '../../src/cluster/published/charts.ts'
import { publishedToolchain } from '../../src/cluster/published/provider.ts'
import { wantedTools } from '../../src/cluster/published/tools.ts'
import { OTHER_UID } from './other-user.ts'
import { inProject, start, type Ended } from './project.ts'
import { StandInRegistry } from './registry.ts'
import { saveImages, saveNodeImage } from './stand-in-images.ts'
import { sha256 } from '../../src/evidence/index.ts'
import { ToolPublishers } from './tool-publishers.ts'

const execute = promisify(execFile)

/** Programs that a machine with nothing but Docker and Node does not have. */
const NOT_THERE = /^(kind|kubectl|istioctl.*|helm|go|gofmt)$/

/**
 * The world of an ordinary user with Docker and Node alone: the publishers' hosts and registries, which stand-ins on loopback
 * answer for with our own builds, and an empty cache. The one substitution is in the toolchain file: versions, mirrors and
 * the digest of the node image are those of our builds, and so is the sum that a file beside it pins.
 */
export class PublishedWorld {
  readonly registry = new StandInRegistry()
  readonly publishers: ToolPublishers
  /** The user's own: home, cache, files for reports. */
  readonly home: string
  readonly #environment: Record<string, string> = {}
  readonly #needs: readonly Need[]

  private constructor(publishers: ToolPublishers, home: string, needs: readonly Need[]) {
    this.publishers = publishers
    this.home = home
    this.#needs = needs
  }

  /** @param needs of the runs in it */
  static async make(needs: readonly Need[]): Promise<PublishedWorld> {
    const supply = await prepare({ needs, toolchain: 'source' })
    const home = await mkdtemp(join(tmpdir(), 'proving-ground-test-'))
    const world = new PublishedWorld(await ToolPublishers.start(), home, needs)
    try {
      await world.#fill(supply)
      return world
    } catch (error) {
      await world.end()
      throw error
    }
  }

  /** Runs `npm run …` as the ordinary user. @param more variables */
  npmRun(words: readonly string[], more: Record<string, string> = {}): Promise<Ended> {
    const socket = statSync('/var/run/docker.sock')
    const user = [`--reuid=${OTHER_UID}`, `--regid=${OTHER_UID}`, `--groups=${socket.gid}`]
    return start(['setpriv', ...user, 'npm', 'run', '--silent', ...words], { ...this.#environment, ...more }).ended
  }

  /** The file that `PROVING_GROUND_TOOLCHAIN` names for the user. */
  get toolchain(): string {
    return this.#environment['PROVING_GROUND_TOOLCHAIN']!
  }

  /** What was asked of the registry by name or digest, without the asking for blobs. */
  get pulls(): string[] {
    return this.registry.requests.filter((request) => request.includes('/manifests/'))
  }

  /** The variable that gives the user another cache, which is empty. @param name unlike that of any other */
  otherCache(name: string): Record<string, string> {
    return { XDG_CACHE_HOME: join(this.home, 'tmp', name) }
  }

  /** What a cache has of finished artifacts. @param cache its variable; absent: the user's own */
  async artifacts({ XDG_CACHE_HOME = join(this.home, 'cache') }: Record<string, string> = {}): Promise<string[]> {
    return readdir(join(XDG_CACHE_HOME, 'proving-ground/parts')).catch(() => [])
  }

  /** Containers in which this user is making a node image, and node images that a cache has. */
  async madeHere(cache?: Record<string, string>): Promise<string[]> {
    const name = `proving-ground-baking-${OTHER_UID}-`
    const { stdout } = await execute('docker', ['ps', '--all', '--filter', `name=${name}`, '--format', '{{.Names}}'])
    const artifacts = await this.artifacts(cache)
    return [...stdout.split('\n').filter(Boolean), ...artifacts.filter((name) => name.startsWith('node-image-'))]
  }

  async end(): Promise<void> {
    const toolchain = this.#environment['PROVING_GROUND_TOOLCHAIN']
    if (toolchain !== undefined) await this.#removeImages(toolchain)
    await this.publishers.stop()
    this.registry.stop()
    await rm(this.home, { recursive: true, force: true })
  }

  async #fill({ tools, kind, charts, versions }: ReadyToolchain): Promise<void> {
    const host = await this.registry.start()
    const built = join(this.home, 'built')
    await mkdir(built)
    await this.registry.offer(await saveImages(this.#needs, built))
    const digest = await this.registry.offer(await saveNodeImage(built))
    const own = parse(await readFile(inProject('toolchain.yaml'), 'utf8')) as { published: object }
    const toolchain = join(this.home, 'toolchain.yaml')
    const mirrors = Object.fromEntries(
      ['docker.io', 'registry.istio.io', 'registry.k8s.io'].map((registry) => [registry, `${host}/${registry}`]),
    )
    const pinned = loadToolchain().otherIstio
    const otherIstio = Object.fromEntries(Object.entries(pinned).map(([minor, { version }]) => [minor, version]))
    const { istio, kubernetes } = versions
    const nodeImage = `docker.io/kindest/node:stand-in@${digest}`
    await writeFile(toolchain, stringify({ ...own, mirrors, published: { istio, otherIstio, kubernetes, nodeImage } }))
    this.publishers.set('PROVING_GROUND_TOOLCHAIN', toolchain)
    for (const tool of wantedTools(loadToolchain(), this.#needs)) {
      const program = tool.name === 'kind' ? kind : join(tools, tool.name)
      const content = await (tool.member === undefined
        ? readFile(program)
        : archived(program, tool.member, join(built, tool.name)))
      this.publishers.serve(tool.from, content)
      // One sum is pinned, and the others stand beside their files.
      if (tool.name === 'kind') {
        const pinned = stringify({ sha256: { [tool.from]: sha256(content) } })
        await writeFile(join(this.home, 'toolchain.sums.yaml'), pinned)
      } else this.publishers.serve(tool.sumFrom, Buffer.from(`${sha256(content)}  ${basename(tool.from)}\n`))
    }
    for (const file of charts === undefined ? [] : await readdir(charts))
      this.publishers.serve(new URL(file, CHART_INDEX).href, await readFile(join(charts!, file)))
    const authority = join(this.home, 'authority.pem')
    await copyFile(this.publishers.authority, authority)
    await chmod(authority, 0o644)
    const path = join(this.home, 'path')
    await mkdir(path)
    await linkPrograms(path)
    Object.assign(this.#environment, this.publishers.environment(), {
      SSL_CERT_FILE: authority,
      PROVING_GROUND_TOOLCHAIN: toolchain,
      PATH: path,
      HOME: this.home,
      TMPDIR: join(this.home, 'tmp'),
      XDG_CACHE_HOME: join(this.home, 'cache'),
    })
    for (const directory of ['tmp', 'cache']) await mkdir(join(this.home, directory))
    for (const directory of ['', 'tmp', 'cache']) await chown(join(this.home, directory), OTHER_UID, OTHER_UID)
  }

  /** Images that were pulled here and those that were made of them. */
  async #removeImages(toolchain: string): Promise<void> {
    const { mirrors } = parse(await readFile(toolchain, 'utf8')) as { mirrors: Record<string, string> }
    const host = `${Object.values(mirrors)[0]!.split('/')[0]}/`
    const made = publishedToolchain.plan(this.#needs).ready().nodeImage
    const { stdout } = await execute('docker', [
      'images',
      '--digests',
      '--format',
      '{{.Repository}} {{.Tag}} {{.Digest}}',
    ])
    const pulled = stdout.split('\n').flatMap((line) => {
      const [repository = '', tag, digest] = line.split(' ')
      if (!repository.startsWith(host)) return []
      return [tag === '<none>' ? `${repository}@${digest}` : `${repository}:${tag}`]
    })
    for (const image of [made, ...pulled]) await execute('docker', ['rmi', image]).catch(() => undefined)
  }
}

/** A `tar.gz` with one program in it. @param directory for its making */
async function archived(program: string, member: string, directory: string): Promise<Buffer> {
  await mkdir(dirname(join(directory, member)), { recursive: true })
  await symlink(program, join(directory, member))
  const file = `${directory}.tar.gz`
  await execute('sh', ['-c', 'tar -C "$1" -hc "$2" | gzip -1 >"$3"', 'sh', directory, member, file])
  return readFile(file)
}

/** Links to all programs of this machine but the tools, as a PATH of its own. */
async function linkPrograms(path: string): Promise<void> {
  const places = ['/usr/local/bin', '/usr/sbin', '/usr/bin']
  const taken = new Set<string>()
  for (const place of places)
    for (const name of await readdir(place)) {
      if (NOT_THERE.test(name) || taken.has(name)) continue
      taken.add(name)
      await symlink(join(place, name), join(path, name))
    }
}
