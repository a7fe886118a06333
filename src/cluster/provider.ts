import type { Artifact } from './build/artifact.ts'

/** Artifacts beyond those that every runbook needs. */
export type Need = 'helm' | 'cni'

/** The versions of a cluster, as evidence records them. */
export interface Versions {
  istio: string
  kubernetes: string
  kind: string
  envoy: string
  toolchain: 'source' | 'published'
}

/** What a provider hands over once everything is there. */
export interface ReadyToolchain {
  /** Path of the kind binary. */
  kind: string
  /** Directory of exactly the pinned tools. */
  tools: string
  /** Directory that is a Helm repository with Istio's charts; only when helm is needed. */
  charts: string | undefined
  /** Name of the node image in the engine. */
  nodeImage: string
  /** The template of kind's configuration that fits that image. */
  kindConfig: string
  versions: Versions
}

/** What has to be there, and how to get it. */
interface ToolchainPlan {
  /** Each after those it uses. */
  artifacts: readonly Artifact[]
  /** Call when all artifacts are built. */
  ready(): ReadyToolchain
}

/** A way to come by tools and images. */
export interface ToolchainProvider {
  name: 'source' | 'published'
  plan(needs: readonly Need[]): ToolchainPlan
  /** What this machine lacks for it, each with its remedy. @param building whether something has to be built first */
  faults(needs: readonly Need[], building: boolean): Promise<string[]>
  /** Debian packages that building takes: a file that has to be there, and the package that has it. */
  builders: readonly (readonly [file: string, name: string])[]
}
