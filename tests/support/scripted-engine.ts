import { createServer } from 'node:http'
import { release } from 'node:os'

/** What a Docker engine tells of itself, as far as it differs from one on this machine. */
export interface EngineWords {
  info?: Record<string, unknown>
  /** Of `docker version`. */
  components?: string[]
  /** Why it cannot pull an image. */
  pull?: string
  /** Images that it sees in their registries. */
  sees?: string[]
}

/** An engine that answers. */
export interface ScriptedEngine {
  /** For DOCKER_HOST. */
  host: string
  close(): Promise<void>
}

/** `docker info` of an engine on this machine that has all that a run needs. */
const HERE = {
  ID: 'scripted',
  Name: 'build-1',
  OperatingSystem: 'Debian GNU/Linux 12 (bookworm)',
  OSType: 'linux',
  Architecture: 'x86_64',
  KernelVersion: release(),
  NCPU: 4,
  MemTotal: 16 * 2 ** 30,
  DockerRootDir: '/var/lib/docker',
  SecurityOptions: ['name=seccomp,profile=builtin', 'name=cgroupns'],
  CgroupVersion: '2',
  MemoryLimit: true,
  PidsLimit: true,
  CPUShares: true,
  ServerVersion: '28.2.2',
}

/**
 * A stand-in for engines that cannot run here: Docker's own client talks to it, over HTTP, and gets their words about
 * themselves. It runs no containers.
 * @param socket where it listens; a path for a Unix socket, undefined for a port of the loopback address
 */
export async function scriptedEngine(words: EngineWords, socket?: string): Promise<ScriptedEngine> {
  const answers: Record<string, unknown> = {
    _ping: 'OK',
    info: { ...HERE, ...words.info },
    version: {
      Version: HERE.ServerVersion,
      ApiVersion: '1.50',
      MinAPIVersion: '1.24',
      Os: 'linux',
      Components: (words.components ?? ['Engine']).map((Name) => ({ Name, Version: '1' })),
    },
  }
  const server = createServer((request, response) => {
    const answer = answers[request.url!.replace(/^(\/v[\d.]+)?\//, '').replace(/\?.*/, '')]
    response.setHeader('Api-Version', '1.50')
    response.setHeader('Content-Type', 'application/json')
    if (words.pull !== undefined && request.url!.includes('/images/create')) {
      response.statusCode = 500
      response.end(JSON.stringify({ message: words.pull }))
      return
    }
    const [, image] = /\/distribution\/(.+)\/json$/.exec(request.url!) ?? []
    if (image !== undefined && words.sees?.includes(image)) {
      response.end(JSON.stringify({ Descriptor: {}, Platforms: [] }))
      return
    }
    response.statusCode = answer === undefined ? 404 : 200
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? { message: 'it runs no containers' }))
  })
  await new Promise<void>((resolve) =>
    socket === undefined ? server.listen(0, '127.0.0.1', resolve) : server.listen(socket, resolve),
  )
  const address = server.address()!
  return {
    host: typeof address === 'string' ? `unix://${address}` : `tcp://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
