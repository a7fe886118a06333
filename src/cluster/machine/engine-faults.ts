import { isRootless, type Engine } from './engine-info.ts'
import { mountFaults } from './engine-mounts.ts'
import { sharesKernel, type Here } from './here.ts'

/** Least memory, in bytes: two control planes, a gateway and the sample workload were measured to fit in 4 GiB. */
const MEMORY = 6 * 2 ** 30

/** Least free disk, in bytes: a first build was measured to fill 12 GB below the cache, with Go's caches. */
export const DISK = { build: 15e9, run: 3e9 }

/** What runs the engine in a virtual machine, with its name and where that machine's memory is set. */
const IN_VIRTUAL_MACHINE: Partial<Record<Engine['product'], [name: string, memory: string]>> = {
  desktop: [
    'Docker Desktop',
    'Settings, Resources, Memory limit; with WSL 2, memory= below [wsl2] in %UserProfile%\\.wslconfig, then wsl --shutdown',
  ],
  colima: ['Colima', 'colima stop, then colima start --memory 8'],
  orbstack: ['OrbStack', 'orb config set memory_mib 8192, then orb restart docker'],
  rancher: ['Rancher Desktop', 'Preferences, Virtual Machine, Memory'],
  lima: ['Lima', 'limactl stop, then limactl edit --memory 8, then limactl start, each with the name of the machine'],
}

/**
 * What is wrong with an engine for a run on it, each with its remedy. Kinds of engine come first: what an engine that cannot
 * be used has of memory does not matter.
 * @param engine undefined when none answers; the machine then has to do
 */
export function engineFaults(engine: Engine | undefined, machine: Here): string[] {
  if (machine.platform === 'win32')
    return [
      'Windows itself is not supported: install WSL 2 (wsl --install), and run this in its Linux, with Docker there',
    ]
  if (engine === undefined) return memoryFaults(machine.memory, 'this machine', 'use a larger machine')
  const unusable = kindFault(engine) ?? tunnelFault(engine, machine)
  if (unusable !== undefined) return [unusable]
  const [name, setting] = IN_VIRTUAL_MACHINE[engine.product] ?? []
  return [
    ...rootlessFaults(engine),
    ...mountFaults(engine, machine),
    ...(name === undefined
      ? memoryFaults(engine.info.MemTotal || machine.memory, 'the Docker engine', 'use a larger machine')
      : memoryFaults(engine.info.MemTotal, `the virtual machine of ${name}`, `give it more (${setting})`)),
  ]
}

/** What holds for an engine that can be used, but on which no run of ours has been; one sentence each. */
export function engineNotes(engine: Engine | undefined, machine: Here): string[] {
  if (engine === undefined) return []
  const [virtual] = IN_VIRTUAL_MACHINE[engine.product] ?? []
  const name = virtual ?? (engine.product === 'snap' ? 'Docker from snap' : undefined)
  const untested = name ?? (isRootless(engine) ? 'rootless Docker' : undefined)
  return [
    ...(untested === undefined ? [] : [`${untested} has not been tested: all recorded runs were on Docker for Linux`]),
    // No question to an engine has the answer, and its disk is not to be seen from here.
    ...(virtual === undefined
      ? []
      : [`the virtual machine of ${virtual} needs ${gigabytes(DISK.run)} of free disk, which was not checked`]),
    ...(machine.platform === 'linux'
      ? []
      : [`${machine.platform} has not been tested: all recorded runs were on Linux`]),
  ]
}

function kindFault({ product, info }: Engine): string | undefined {
  if (product === 'podman')
    return (
      'what answers as Docker is Podman, on which nothing here has been tested: use a Docker engine ' +
      '(docs.docker.com/engine/install); where both are installed, unset DOCKER_HOST or remove the package podman-docker'
    )
  if (info.OSType === 'windows')
    return 'the Docker engine runs Windows containers: switch Docker Desktop to Linux containers'
  return undefined
}

/** kind's API server listens on the loopback address of the engine's machine, and the node mounts a directory of it. */
function tunnelFault(engine: Engine, machine: Here): string | undefined {
  const { endpoint, product, info } = engine
  // A tunnel to another machine looks local, and so does a forwarded socket; its kernel does not.
  const tunnel = machine.platform === 'linux' && !sharesKernel(engine, machine) && !(product in IN_VIRTUAL_MACHINE)
  return tunnel ? elsewhere(`${endpoint} leads to ${info.Name}, Linux ${info.KernelVersion}`) : undefined
}

/** Why an endpoint cannot be used, which needs no answer from it; undefined when it can. */
export function endpointFault(endpoint: string): string | undefined {
  return isLocal(endpoint) ? undefined : elsewhere(endpoint)
}

function elsewhere(where: string): string {
  return `Docker is on another machine (${where}): unset DOCKER_HOST, or docker context use default`
}

/** Whether an endpoint names this machine: a socket, a pipe, or the loopback address. */
function isLocal(endpoint: string): boolean {
  if (endpoint === '' || /^(unix|npipe):/.test(endpoint)) return true
  const host = URL.parse(endpoint.replace(/^tcp:/, 'http:'))?.hostname ?? ''
  return endpoint.startsWith('tcp:') && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host)
}

/** What kind itself asks of a rootless engine. https://kind.sigs.k8s.io/docs/user/rootless/ */
function rootlessFaults(engine: Engine): string[] {
  if (!isRootless(engine)) return []
  const page = 'https://kind.sigs.k8s.io/docs/user/rootless/'
  const { CgroupVersion, MemoryLimit, PidsLimit, CPUShares } = engine.info
  if (CgroupVersion !== '2') return [`rootless Docker needs cgroup v2: ${page} says how to turn it on`]
  if (MemoryLimit && PidsLimit && CPUShares) return []
  return [
    `rootless Docker may not limit memory, CPU and processes: set Delegate=yes for systemd's user service (${page})`,
  ]
}

function memoryFaults(found: number, whose: string, remedy: string): string[] {
  if (found >= MEMORY) return []
  return [`needs ${gigabytes(MEMORY)} of memory, ${whose} has ${gigabytes(found)}: ${remedy}`]
}

/** "6.4 GB" */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
