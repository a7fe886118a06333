import { ApiError, type Connection } from '../kubernetes-api/index.ts'
import { PreconditionError } from '../shared/precondition-error.ts'

/** An istiod that is installed on the cluster. */
export interface ControlPlane {
  namespace: string
  /** Name of its Deployment. */
  name: string
  revision: string
  /** Of its image, as `istioctl version` prints it; undefined: neither image nor labels say. */
  version: string | undefined
}

interface DeploymentList {
  items: {
    metadata: { namespace: string; name: string; labels?: Record<string, string> }
    spec: { template: { spec: { containers: { name: string; image: string }[] } } }
  }[]
}

/** How Istio's own charts label the Deployment of each control plane. */
const SELECTOR = 'labelSelector=app%3Distiod'

/**
 * The control planes on the cluster, that of revision `default` first; those of one namespace where this user may not look into all.
 * @throws PreconditionError when the user may read neither
 */
export async function findControlPlanes(connection: Connection, namespace: string): Promise<ControlPlane[]> {
  const list =
    (await ifAllowed(connection.get<DeploymentList>(`/apis/apps/v1/deployments?${SELECTOR}`))) ??
    (await ifAllowed(connection.get<DeploymentList>(`/apis/apps/v1/namespaces/${namespace}/deployments?${SELECTOR}`)))
  if (!list)
    throw new PreconditionError(
      `this user may list Deployments neither in all namespaces nor in ${namespace}: ask for the right to read ${namespace}`,
    )
  return list.items
    .map(({ metadata, spec }) => ({
      namespace: metadata.namespace,
      name: metadata.name,
      revision: metadata.labels?.['istio.io/rev'] ?? 'default',
      version: versionOf(
        spec.template.spec.containers.find(({ name }) => name === 'discovery')?.image,
        metadata.labels ?? {},
      ),
    }))
    .sort((a, b) => Number(b.revision === 'default') - Number(a.revision === 'default') || a.name.localeCompare(b.name))
}

/**
 * The control planes in Istio's namespace.
 * @throws PreconditionError when there is none, with where there are some
 */
export function controlPlanesIn(all: readonly ControlPlane[], namespace: string, context: string): ControlPlane[] {
  const found = all.filter((one) => one.namespace === namespace)
  if (found.length > 0) return found
  const elsewhere = [...new Set(all.map((one) => one.namespace))]
  throw new PreconditionError(
    `context ${JSON.stringify(context)} has no Istio in namespace ${namespace}: no Deployment there is labeled app=istiod. ` +
      (elsewhere.length > 0
        ? `There is one in ${elsewhere.join(', ')}: --istio-namespace ${elsewhere[0]}`
        : 'Nor is there one in another namespace that this user may read. If it has another name: --istio-namespace <name>'),
  )
}

async function ifAllowed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return undefined
    throw error
  }
}

/** Istio publishes each image in variants, whose names end the tag. */
const VARIANT = /-(distroless|debug)$/

function versionOf(image: string | undefined, labels: Readonly<Record<string, string>>): string | undefined {
  const [, tag] = /:([\w][\w.-]*)(?:@|$)/.exec(image ?? '') ?? []
  const named = tag?.replace(VARIANT, '')
  if (named !== undefined && /^\d+\.\d+/.test(named)) return named
  // A tag such as `prod` says nothing. Charts write the first label since Istio 1.24, istioctl wrote the second before.
  return labels['app.kubernetes.io/version'] ?? labels['operator.istio.io/version']
}
