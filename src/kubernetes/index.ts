export { Cluster } from './cluster.ts'
export { Connection } from './connection.ts'
export { compareSnapshots, takeSnapshot, type Snapshot } from './snapshot.ts'
export { diagnose } from './diagnose.ts'
