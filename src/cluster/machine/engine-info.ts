import { z } from 'zod'
import { tryDocker } from './docker.ts'

/**
 * What `docker info` and `docker version` say of the engine: only what is asked for. Fields have defaults because
 * each engine leaves some out. https://docs.docker.com/reference/api/engine/version/v1.51/#tag/System/operation/SystemInfo
 */
const infoSchema = z.object({
  /** The engine's host name: of a virtual machine where it runs in one. */
  Name: z.string().default(''),
  /** "Debian GNU/Linux 12 (bookworm)"; "Docker Desktop" and "OrbStack" call themselves so. */
  OperatingSystem: z.string().default(''),
  /** `linux`, or `windows` for an engine of Windows containers. */
  OSType: z.string().default('linux'),
  KernelVersion: z.string().default(''),
  /** Bytes that the engine's machine has. */
  MemTotal: z.number().default(0),
  /** The engine's directory on its own machine. */
  DockerRootDir: z.string().default(''),
  /** "name=rootless" among others. */
  SecurityOptions: z.array(z.string()).nullable().default([]),
  CgroupVersion: z.string().default(''),
  MemoryLimit: z.boolean().default(true),
  PidsLimit: z.boolean().default(true),
  CPUShares: z.boolean().default(true),
  /** By which the engine itself reaches registries; empty: none. */
  HttpProxy: z.string().default(''),
  HttpsProxy: z.string().default(''),
  NoProxy: z.string().default(''),
})

const versionSchema = z.object({
  Server: z.object({ Components: z.array(z.object({ Name: z.string() })).nullish() }).nullish(),
})

/** What answers at the other end of the Docker client. */
export interface Engine {
  /** Where the client finds it: "unix:///var/run/docker.sock"; empty when the client names no place. */
  endpoint: string
  /**
   * The program that it is. `rancher` and `lima` run the engine in a virtual machine, as `desktop`, `colima` and `orbstack`
   * do; `docker` is any other.
   */
  product: 'docker' | 'snap' | 'desktop' | 'colima' | 'orbstack' | 'rancher' | 'lima' | 'podman'
  info: z.infer<typeof infoSchema>
}

/** Asks the engine at an endpoint; undefined when none answers. The reason is then what `engineFault` says. */
export async function readEngine(endpoint: string): Promise<Engine | undefined> {
  const json = ['--format', '{{json .}}']
  const [info, version] = await Promise.all([
    tryDocker(['info', ...json], 20_000),
    tryDocker(['version', ...json], 20_000),
  ])
  return info.fault === undefined ? parseEngine(endpoint, info.stdout, version.stdout) : undefined
}

/** Where the client looks for the engine; empty when the client cannot say. */
export async function dockerEndpoint(): Promise<string> {
  const { stdout } = await tryDocker(['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'])
  return process.env['DOCKER_HOST'] || stdout.trim()
}

/** The engine from what the client printed; undefined when that is no description of an engine. */
export function parseEngine(endpoint: string, info: string, version: string): Engine | undefined {
  const told = parseJson(info)
  // The client of Docker 20.10, Debian's own, ends well without an engine, and says so in this field.
  if (isRecord(told) && Array.isArray(told['ServerErrors']) && told['ServerErrors'].length > 0) return undefined
  // `podman info`, to which the package podman-docker makes `docker info`, has another shape.
  if (isRecord(told) && isRecord(told['host']) && isRecord(told['store']))
    return { endpoint, product: 'podman', info: infoSchema.parse({}) }
  const parsed = infoSchema.safeParse(told)
  if (!parsed.success) return undefined
  const components = versionSchema.safeParse(parseJson(version)).data?.Server?.Components ?? []
  return { endpoint, product: productOf(endpoint, parsed.data, components), info: parsed.data }
}

/** Whether the engine runs without root. */
export function isRootless({ info }: Engine): boolean {
  return (info.SecurityOptions ?? []).some((option) => /^name=rootless\b/.test(option))
}

function productOf(endpoint: string, info: Engine['info'], components: readonly { Name: string }[]): Engine['product'] {
  const { Name, OperatingSystem, DockerRootDir } = info
  if (components.some((one) => one.Name === 'Podman Engine') || /\/containers\/storage$/.test(DockerRootDir))
    return 'podman'
  if (OperatingSystem === 'Docker Desktop') return 'desktop'
  if (OperatingSystem === 'OrbStack') return 'orbstack'
  if (/^colima\b/.test(Name) || endpoint.includes('/.colima/')) return 'colima'
  if (OperatingSystem.startsWith('Rancher Desktop') || Name === 'lima-rancher-desktop' || endpoint.includes('/.rd/'))
    return 'rancher'
  if (Name.startsWith('lima-')) return 'lima'
  if (DockerRootDir.startsWith('/var/snap/docker/')) return 'snap'
  return 'docker'
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
