import type { Artifact } from './build/artifact.ts'

/**
 * Artifacts beyond those that every runbook needs. `istio-1.30`: that version of Istio beside the default. `kubernetes-1.35`:
 * that version of Kubernetes in place of the default.
 */
export type Need = 'helm' | 'cni' | `istio-${string}` | `kubernetes-${string}`

/** The versions of a cluster, as evidence records them. */
export interface Versions {
  istio: string
  /** The versions beside the default that are there, by their minor version; absent: none. */
  otherIstio?: Record<string, string> | undefined
  kubernetes: string
  kind: string
  envoy: string
  toolchain: 'source' | 'published'
}

/** The tools of a version of Istio beside the default. */
interface OtherIstioTools {
  /** A directory that holds its `istioctl` under this name, to be put first in PATH. */
  tools: string
  /** A Helm repository with the charts of this version alone, as a directory; only when helm is needed. */
  charts: string | undefined
}

/** What a provider hands over once everything is there. */
export interface ReadyToolchain {
  /** Path of the kind binary. */
  kind: string
  /** Directory of exactly the pinned tools. */
  tools: string
  /** Directory that is a Helm repository with Istio's charts, of all versions; only when helm is needed. */
  charts: string | undefined
  /** By minor version: those that were asked for. */
  otherIstio: Readonly<Record<string, OtherIstioTools>>
  /** Name of the node image in the engine. */
  nodeImage: string
  /** The template of kind's configuration that fits that image. */
  kindConfig: string
  versions: Versions
}

/** What a provider says before it downloads. */
interface PlannedDownloads {
  /** @throws PreconditionError that lists what would be downloaded; nothing when all is there */
  refuse(): void
  /** One line on what will be downloaded, how much and to where; undefined: nothing. @throws PreconditionError */
  announce(signal: AbortSignal): Promise<string | undefined>
}

/** What has to be there, and how to get it. */
interface ToolchainPlan {
  /** Each after those it uses. */
  artifacts: readonly Artifact[]
  /** For a provider that downloads tools. */
  downloads?: PlannedDownloads
  /** Call when all artifacts are built. */
  ready(): ReadyToolchain
}

/** What tools and images are for: a cluster that is made here, or one that is there already, which takes tools alone. */
export type ToolchainUse = 'new cluster' | 'existing cluster'

/** A way to come by tools and images. */
export interface ToolchainProvider {
  name: 'source' | 'published'
  plan(needs: readonly Need[], use?: ToolchainUse): ToolchainPlan
  /** What this machine lacks for it, each with its remedy. @param building whether something has to be built first */
  faults(needs: readonly Need[], building: boolean, use?: ToolchainUse): Promise<string[]>
  /** Debian packages that building takes: a file that has to be there, and the package that has it. */
  builders: readonly (readonly [file: string, name: string])[]
}
