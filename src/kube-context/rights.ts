import type { Connection } from '../kubernetes-api/index.ts'
import { parseObject, type ObjectFinder } from './object-address.ts'
import type { PlannedChange } from './planned-changes.ts'

/** One thing that a run has to be allowed to do. */
interface Right {
  verb: string
  /** Empty for the core group; `*` for all. */
  group: string
  /** As in paths, `*` for all of the group. */
  resource: string
  /** Undefined: in all namespaces, or of the cluster. */
  namespace: string | undefined
}

/** What has to be allowed for each thing that happens to an object. Whatever is created is deleted again. */
const VERBS = { created: ['create', 'delete'], changed: ['patch', 'update'], deleted: ['delete'] } as const

/** A run compares the whole cluster before and after, and watches what changes. */
const LOOKING: Right[] = ['list', 'watch'].map((verb) => ({ verb, group: '*', resource: '*', namespace: undefined }))

/**
 * Asks the API server, with a SelfSubjectAccessReview for each, for the rights that a plan takes.
 * @returns those that this user lacks: "create clusterroles.rbac.authorization.k8s.io"
 */
export async function missingRights(
  connection: Connection,
  finder: ObjectFinder,
  changes: readonly PlannedChange[],
): Promise<string[]> {
  const rights = new Map(LOOKING.map((right) => [words(right), right]))
  for (const { object, verbs } of changes) {
    const { kind, group, namespace } = parseObject(object)
    // A kind whose CRD the run itself brings is not known yet by the name that rights have.
    const resource = (await finder.address({ kind, group }))?.resource ?? '*'
    for (const verb of [...verbs].flatMap((one) => VERBS[one])) {
      const right = { verb, group, resource, namespace }
      rights.set(words(right), right)
    }
  }
  const missing: string[] = []
  for (const [text, right] of rights) if (!(await isAllowed(connection, right))) missing.push(text)
  return missing
}

async function isAllowed(connection: Connection, { verb, group, resource, namespace }: Right): Promise<boolean> {
  const { status } = await connection.post<{ status?: { allowed?: boolean } }>(
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb, group, resource, ...(namespace === undefined ? {} : { namespace }) } },
    },
  )
  return status?.allowed === true
}

function words({ verb, group, resource, namespace }: Right): string {
  const what = `${resource}${group === '' || group === '*' ? '' : `.${group}`}`
  return `${verb} ${group === '*' ? 'everything' : what}${namespace === undefined ? '' : ` in ${namespace}`}`
}
