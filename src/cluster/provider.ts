import type { Part } from './build/artifact.ts'

/** Parts beyond those that every runbook needs. */
export type Need = 'helm' | 'cni'

/** The versions of a cluster, as evidence records them. */
export interface Versions {
  istio: string
  kubernetes: string
  kind: string
  envoy: string
  toolchain: 'source' | 'published'
}

/** What a supplier hands over once everything is there. */
export interface Supply {
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
export interface SupplyPlan {
  /** Each after those it uses. */
  parts: readonly Part[]
  /** Call when all parts are built. */
  supply(): Supply
}

/** A way to come by tools and images. */
export interface Supplier {
  name: 'source' | 'published'
  plan(needs: readonly Need[]): SupplyPlan
  /** What this machine lacks for it, each with its remedy. @param building whether something has to be built first */
  faults(needs: readonly Need[], building: boolean): Promise<string[]>
  /** Debian packages that building takes: a file that has to be there, and the package that has it. */
  builders: readonly (readonly [file: string, name: string])[]
}
