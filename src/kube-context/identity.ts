import { ApiError, type Connection } from '../kubernetes-api/index.ts'
import { PreconditionError } from '../shared/precondition-error.ts'
import { messageOf } from '../shared/thrown.ts'
import type { KubeContext } from './choose-context.ts'

/** Which cluster a context leads to at this moment. */
export interface ClusterIdentity {
  /** Of namespace `kube-system`, which lives as long as the cluster; undefined: this user may not read it. */
  uid: string | undefined
  /** As the API server says it, without its `v`: `1.36.1`, `1.33.4-eks-5ca49cb`. */
  kubernetes: string
}

/**
 * Asks the API server who it is.
 * @throws PreconditionError when it does not answer, or does not take the credentials
 */
export async function identify(connection: Connection, context: KubeContext): Promise<ClusterIdentity> {
  const { gitVersion } = await answerOf(connection.get<{ gitVersion: string }>('/version'), context)
  return { uid: await uidOf(connection, context), kubernetes: gitVersion.replace(/^v/, '') }
}

/** @returns undefined when this user may not read the namespace */
async function uidOf(connection: Connection, context: KubeContext): Promise<string | undefined> {
  try {
    return (await connection.get<{ metadata: { uid: string } }>('/api/v1/namespaces/kube-system')).metadata.uid
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return undefined
    throw unanswered(error, context)
  }
}

/** What the API server answers. @throws PreconditionError that says why there is no answer and what to look at */
async function answerOf<T>(answer: Promise<T>, context: KubeContext): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw unanswered(error, context)
  }
}

function unanswered(error: unknown, { name, server, user }: KubeContext): PreconditionError {
  const where = `context ${JSON.stringify(name)}, ${server}`
  if (error instanceof ApiError && error.status === 401)
    return new PreconditionError(
      `${where}: the API server does not take the credentials of user ${JSON.stringify(user.name)}: log in again, then run the same command`,
    )
  if (error instanceof ApiError) return new PreconditionError(`${where}: ${messageOf(error)}`)
  return new PreconditionError(
    `${where} cannot be reached: ${messageOf(error)}\n  Is a VPN needed? Try: kubectl --context ${JSON.stringify(name)} version`,
  )
}

/** Watches over a run that changes a cluster: what the context leads to must stay the cluster that was planned for. */
export class ClusterGuard {
  /** Why nothing more is changed; undefined: nothing is wrong. */
  stopped: string | undefined
  readonly #connection: Connection
  readonly #context: KubeContext
  readonly #uid: string

  /** @param uid of the cluster that the plan was made for */
  constructor(connection: Connection, context: KubeContext, uid: string) {
    this.#connection = connection
    this.#context = context
    this.#uid = uid
  }

  /**
   * To be called before each step that changes something.
   * @throws PreconditionError when the context leads to another cluster by now, and from then on always; also when no cluster answers
   */
  async check(): Promise<void> {
    if (this.stopped !== undefined) throw new PreconditionError(this.stopped)
    const uid = await uidOf(this.#connection, this.#context)
    if (uid === this.#uid) return
    this.stopped = `context ${JSON.stringify(this.#context.name)} leads to another cluster now: namespace kube-system has UID ${uid ?? '(not readable)'}, the plan was made for ${this.#uid}. Nothing more was changed on either`
    throw new PreconditionError(this.stopped)
  }
}
