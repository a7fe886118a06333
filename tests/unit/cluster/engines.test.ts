import { mkdtemp, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { explained } from '../../../src/cluster/machine/docker.ts'
import { endpointFault } from '../../../src/cluster/machine/engine-faults.ts'
import { parseEngine } from '../../../src/cluster/machine/engine-info.ts'
import type { Here } from '../../../src/cluster/machine/here.ts'
import { start, type Ended } from '../../support/project.ts'
import { scriptedEngine, type EngineWords } from '../../support/scripted-engine.ts'

let directory: string
test.beforeEach(async () => void (directory = await mkdtemp('/tmp/pg-engine-')))
test.afterEach(() => rm(directory, { recursive: true }))

/** Runs the checks of this machine alone: what follows them would build and start things. */
const PREFLIGHT = `
  const { preflight } = await import('./src/cluster/machine/preflight.ts')
  const { here } = await import('./src/cluster/machine/here.ts')
  const machine = { ...here(), ...JSON.parse(process.argv[1]) }
  await preflight(false, Promise.resolve([]), machine).then(
    (notes) => console.log('ready', ...notes),
    (error) => console.log(error.name + ': ' + error.message),
  )`

/** What the checks say where this engine answers. */
async function preflight(
  words: EngineWords,
  machine: Partial<Here> = {},
  over: 'socket' | 'tcp' = 'socket',
): Promise<string> {
  const engine = await scriptedEngine(words, over === 'socket' ? join(directory, 'docker.sock') : undefined)
  try {
    return (await preflightAt(engine.host, machine)).text
  } finally {
    await engine.close()
  }
}

function preflightAt(host: string, machine: Partial<Here> = {}): Promise<Ended> {
  const program = [process.execPath, '--input-type=module', '--eval', PREFLIGHT, JSON.stringify(machine)]
  return start(program, { DOCKER_HOST: host, XDG_CACHE_HOME: join(directory, 'cache') }).ended
}

const MAC: Partial<Here> = { platform: 'darwin', kernel: '24.6.0', home: '/Users/reader' }
const KERNEL = '6.10.14-linuxkit'

test('a Docker engine of this machine is ready, with nothing to say', async () => {
  expect(await preflight({})).toBe('ready\n')
})

test('a Docker engine on the loopback address is this machine’s when its kernel is', async () => {
  expect(await preflight({}, {}, 'tcp')).toBe('ready\n')
  expect(await preflight({ info: { Name: 'far', KernelVersion: '5.4.0-1' } }, {}, 'tcp')).toMatch(
    /on another machine \(tcp:\/\/127\.0\.0\.1:\d+ leads to far, Linux 5\.4\.0-1\): unset DOCKER_HOST/,
  )
})

for (const host of ['tcp://192.0.2.7:2376', 'ssh://build@example.org', 'tcp://127.0.0.1.example.org:2375', 'tcp://'])
  test(`a Docker engine at ${host} is refused as another machine’s, without being asked`, async () => {
    const { text } = await preflightAt(host)
    expect(text).toContain(`- Docker is on another machine (${host}): unset DOCKER_HOST, or docker context use default`)
    expect(text.match(/^ {2}- /gm)).toHaveLength(1)
  })

test('localhost and the loopback addresses of both protocols are this machine', () => {
  for (const host of [
    'tcp://localhost:2375',
    'tcp://127.0.0.1:2375',
    'tcp://[::1]:2375',
    'unix:///x.sock',
    'npipe:////./pipe/x',
  ])
    expect(endpointFault(host)).toBeUndefined()
})

test('the memory asked for is that of Docker Desktop’s virtual machine, with the setting', async () => {
  const info = { Name: 'docker-desktop', OperatingSystem: 'Docker Desktop', KernelVersion: KERNEL, MemTotal: 4.1e9 }
  const text = await preflight({ info }, { ...MAC, mounted: ['/Users/reader/.cache/proving-ground'] })
  expect(text).toMatch(
    /the virtual machine of Docker Desktop has 4\.1 GB: give it more \(Settings, Resources, Memory limit/,
  )
})

test('a directory that Docker Desktop does not share is refused on macOS', async () => {
  const info = { Name: 'docker-desktop', OperatingSystem: 'Docker Desktop', KernelVersion: KERNEL }
  const text = await preflight({ info }, { ...MAC, mounted: ['/opt/cache/proving-ground'] })
  expect(text).toMatch(/shares \/Users.*\/opt\/cache\/proving-ground is not: set XDG_CACHE_HOME/)
})

test('an engine on macOS is said to be untested', async () => {
  const info = { Name: 'orbstack', OperatingSystem: 'OrbStack', KernelVersion: '6.15.11-orbstack' }
  const text = await preflight({ info }, { ...MAC, mounted: ['/Users/reader/.cache/proving-ground'] })
  expect(text).toMatch(
    /^ready OrbStack has not been tested: .* the virtual machine of OrbStack needs 3\.0 GB of free disk.* darwin has not been tested/,
  )
})

for (const [info, remedy] of [
  [
    { Name: 'orbstack', OperatingSystem: 'OrbStack' },
    /of OrbStack has 2\.0 GB: give it more \(orb config set memory_mib/,
  ],
  [{ Name: 'lima-rancher-desktop' }, /of Rancher Desktop has 2\.0 GB: give it more \(Preferences, Virtual Machine/],
  [{ Name: 'lima-docker' }, /of Lima has 2\.0 GB: give it more \(limactl stop, then limactl edit --memory 8/],
] as const)
  test(`the memory asked for is that of the virtual machine, with the setting: ${info.Name}`, async () => {
    const words = { info: { ...info, KernelVersion: KERNEL, MemTotal: 2e9 } }
    expect(await preflight(words, { ...MAC, mounted: ['/Users/reader/x'] })).toMatch(remedy)
  })

test('a directory outside the home directory is refused for Colima', async () => {
  const info = { Name: 'colima', OperatingSystem: 'Ubuntu 24.04.2 LTS', KernelVersion: '6.8.0-64-generic' }
  expect(await preflight({ info }, { ...MAC, mounted: ['/Volumes/work/cache'] })).toMatch(
    /Colima shares only .*\/Volumes\/work\/cache is not/,
  )
  const small = { ...info, MemTotal: 2e9 }
  expect(await preflight({ info: small }, { ...MAC, mounted: ['/Users/reader/x'] })).toMatch(
    /virtual machine of Colima has 2\.0 GB: give it more \(colima stop, then colima start --memory 8\)/,
  )
})

test('a hidden directory is refused for Docker from snap, and a visible one is not', async () => {
  const info = { DockerRootDir: '/var/snap/docker/common/var-lib-docker' }
  const hidden = join(homedir(), '.cache/proving-ground')
  expect(await preflight({ info }, { mounted: [hidden] })).toMatch(
    /Docker from snap reads only .* not hidden, and .*\.cache\/proving-ground is not: set XDG_CACHE_HOME/,
  )
  expect(await preflight({ info }, { mounted: ['/tmp/cache'] })).toMatch(/Docker from snap reads only/)
  expect(await preflight({ info }, { mounted: [join(homedir(), 'proving-ground-cache')] })).toMatch(
    /^ready Docker from snap/,
  )
})

test('rootless Docker is refused without cgroup v2 or delegation, and said to be untested otherwise', async () => {
  const SecurityOptions = ['name=seccomp,profile=builtin', 'name=rootless', 'name=cgroupns']
  expect(await preflight({ info: { SecurityOptions, CgroupVersion: '1' } })).toMatch(/rootless Docker needs cgroup v2/)
  expect(await preflight({ info: { SecurityOptions, PidsLimit: false } })).toMatch(/Delegate=yes.*kind\.sigs\.k8s\.io/)
  expect(await preflight({ info: { SecurityOptions } })).toMatch(/^ready rootless Docker has not been tested/)
})

test('Podman is refused, whichever way it answers as Docker', async () => {
  const refusal = /what answers as Docker is Podman.*\n?.*use a Docker engine/
  expect(await preflight({ components: ['Podman Engine', 'Conmon'] })).toMatch(refusal)
  expect(await preflight({ info: { DockerRootDir: '/home/a/.local/share/containers/storage' } })).toMatch(refusal)
  const wrapper = JSON.stringify({ host: { arch: 'amd64' }, store: {}, version: { Version: '5.4.0' } })
  expect(parseEngine('', wrapper, '')?.product).toBe('podman')
})

test('an engine of Windows containers is refused', async () => {
  expect(await preflight({ info: { OSType: 'windows' } })).toMatch(/switch Docker Desktop to Linux containers/)
})

test('Windows without WSL is refused with that one remedy', async () => {
  const text = await preflight({}, { platform: 'win32' })
  expect(text).toMatch(/Windows itself is not supported: install WSL 2/)
  expect(text.match(/^ {2}- /gm)).toHaveLength(1)
})

test('an engine with too little memory is refused though this machine has enough', async () => {
  expect(await preflight({ info: { MemTotal: 3e9 } }, { memory: 2 ** 36 })).toMatch(/the Docker engine has 3\.0 GB/)
})

test('a full disk of the engine is refused, with its directory', async () => {
  // A file system of its own that never has free space.
  expect(await preflight({ info: { DockerRootDir: '/proc' } })).toMatch(
    /free disk below Docker's \/proc, there are 0\.0 GB/,
  )
})

test('an engine that leaves fields out, or has nulls, is judged by what it tells', () => {
  const engine = parseEngine('', JSON.stringify({ Name: 'x', SecurityOptions: null }), '{"Server":null}')
  expect(engine?.product).toBe('docker')
  for (const text of ['', 'not JSON', '[]', '{"MemTotal":"much"}']) expect(parseEngine('', text, '')).toBeUndefined()
})

test('a client that ends well without an engine, as that of Docker 20.10 does, is understood', () => {
  // Debian 12's own client, recorded.
  const info =
    '{"ServerErrors":["Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"],"ClientInfo":{"Debug":false,"Context":"default","Plugins":[],"Warnings":null}}'
  expect(parseEngine('', info, '{"Client":{"Version":"20.10.24+dfsg1"},"Server":null}')).toBeUndefined()
  expect(parseEngine('', '{"ServerErrors":null,"Name":"x"}', '')?.product).toBe('docker')
})

test('without an engine the machine itself is checked', async () => {
  const { text } = await preflightAt(`unix://${directory}/none.sock`, { memory: 2e9 })
  expect(text).toMatch(/this machine has 2\.0 GB: use a larger machine/)
})

for (const [socket, remedy] of [
  ['/Users/a/.colima/default/docker.sock', 'colima start'],
  ['/Users/a/.orbstack/run/docker.sock', 'orb start'],
  ['/Users/a/.rd/docker.sock', 'Start Rancher Desktop'],
  ['/Users/a/.docker/run/docker.sock', 'Start Docker Desktop'],
  ['/home/a/.docker/desktop/docker.sock', 'Start Docker Desktop'],
  ['/run/user/1000/docker.sock', 'systemctl --user start docker'],
  ['/run/user/1000/podman/podman.sock', 'socket of Podman'],
] as const)
  test(`an engine that does not answer at ${socket} is named with its remedy`, () => {
    const words = `Cannot connect to the Docker daemon at unix://${socket}. Is the docker daemon running?`
    expect(explained(words, '')).toContain(words)
    expect(explained(words, '')).toContain(remedy)
  })

test('a run refuses an engine that cannot be used before it builds or starts anything', async () => {
  const engine = await scriptedEngine({ components: ['Podman Engine'] }, join(directory, 'docker.sock'))
  const environment = { DOCKER_HOST: engine.host, XDG_CACHE_HOME: join(directory, 'cache') }
  const { code, text } = await start(
    [process.execPath, 'scripts/cluster.ts', 'up', '--toolchain', 'source'],
    environment,
  ).ended
  await engine.close()
  expect(text).toMatch(/Podman/)
  expect(text).not.toMatch(/^ +at /m)
  expect(code).toBe(2)
})
