import type { V1Deployment } from '@kubernetes/client-node'
import type { Claim } from '../claim.ts'
import { ObjectSubject, type AnyObject } from './object.ts'

/** Claims about a Deployment. */
export class DeploymentSubject extends ObjectSubject<V1Deployment & AnyObject> {
  /**
   * Its newest specification is rolled out whole: every replica is of it, available, and no old one is left. The
   * condition `Available` alone is also true in the middle of a rollout.
   */
  isAvailable(): Claim {
    return this.claim('is available', ({ metadata, spec, status = {} }) => {
      const wanted = spec?.replicas ?? 1
      const { observedGeneration = 0, updatedReplicas = 0, availableReplicas = 0, replicas = 0 } = status
      const current = observedGeneration >= (metadata.generation ?? 0)
      return {
        holds:
          current && wanted > 0 && updatedReplicas === wanted && availableReplicas === wanted && replicas === wanted,
        saw: `${availableReplicas} of ${wanted} replicas available, ${updatedReplicas} up to date, ${replicas} in all`,
      }
    })
  }

  /** A rollout was begun after the first look of this run: its pod template differs from then. */
  isRestarted(): Claim {
    return this.comparison('has a new pod template', {
      key: `${this.label} template`,
      of: ({ spec }) => JSON.stringify(spec?.template),
      judge: (same) => ({ holds: !same, saw: same ? 'the same template as before' : 'a new template' }),
    })
  }
}
