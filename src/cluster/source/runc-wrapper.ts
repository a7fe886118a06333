import { existsSync, readFileSync } from 'node:fs'
import type { Artifact } from '../build/artifact.ts'
import { goArtifact } from './go.ts'

/** True when this host lacks a capability that `docker run --privileged` asks for; false where hosts have none, as on macOS. */
export function capabilitiesMissing(): boolean {
  if (!existsSync('/proc/sys/kernel/cap_last_cap')) return false
  const last = Number(readFileSync('/proc/sys/kernel/cap_last_cap', 'utf8'))
  const bounding = /^CapBnd:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
  return BigInt(`0x${bounding}`) !== (1n << BigInt(last + 1)) - 1n
}

/** The OCI runtime that does without them. */
export function runcWrapper(): Artifact {
  return goArtifact({
    name: 'runc-wrapper',
    title: 'OCI runtime wrapper',
    module: 'supply',
    files: ['runc-wrapper/main.go'],
    builds: [{ packages: ['./runc-wrapper'] }],
    seconds: 5,
    cpuBound: false,
  })
}
