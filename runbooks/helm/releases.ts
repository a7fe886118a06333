import { prober } from '../../src/istio/prober.ts'
import { check } from '../../src/runbook/index.ts'
import type { Cluster } from '../../src/kubernetes/index.ts'

/** The label in which a chart writes its version of Istio. */
export const VERSION = 'app.kubernetes.io/version'

/** Why the Secrets of a release differ at the end. */
export const HISTORY = 'Helm keeps the history of a release, and going back adds to it'

/** Both callers of `helm-payments`, each by its route to the service. */
export const routes = [
  (cluster: Cluster) =>
    prober(cluster, {
      from: { namespace: 'shop', deployment: 'client' },
      url: 'http://payments.payments:8080/hostname',
    }),
  (cluster: Cluster) =>
    prober(cluster, {
      from: { namespace: 'outside', deployment: 'visitor' },
      url: 'http://istio-ingressgateway.istio-ingress/hostname',
      host: 'payments.example.com',
    }),
]

/** Release `istiod` runs a version: two replicas of it, and no pod of another is left. */
export async function controlPlaneIs(cluster: Cluster, version: string): Promise<void> {
  await check(cluster.deployment('istio-system', 'istiod')).hasLabel(VERSION, version)
  await check(cluster.deployment('istio-system', 'istiod')).isAvailable()
  await check(cluster.pods('istio-system', 'app=istiod')).areReady(2)
}

/** The autoscaler of `istiod`. */
export function autoscaler(cluster: Cluster) {
  return cluster.object('autoscaling/v2', 'HorizontalPodAutoscaler', 'istiod', 'istio-system')
}

/** The webhook by which a control plane refuses wrong configuration. */
export function validator(cluster: Cluster) {
  return cluster.object(
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    'istio-validator-istio-system',
  )
}
