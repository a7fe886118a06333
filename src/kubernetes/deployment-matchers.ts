import type { V1Deployment } from '@kubernetes/client-node'
import type { Matcher } from '../checks/index.ts'
import { ObjectSubject, type AnyObject } from './object-matchers.ts'

/** Matchers for a Deployment, besides those for every object. */
export class DeploymentSubject extends ObjectSubject<V1Deployment & AnyObject> {
  /**
   * Its newest specification is rolled out whole: every replica is of it, available, and no old one is left. The
   * condition `Available` alone is also true in the middle of a rollout.
   */
  isAvailable(): Matcher {
    return this.matcher(({ metadata, spec, status = {} }) => {
      const wanted = spec?.replicas ?? 1
      const { observedGeneration = 0, updatedReplicas = 0, availableReplicas = 0, replicas = 0 } = status
      const current = observedGeneration >= (metadata.generation ?? 0)
      return {
        holds:
          current && wanted > 0 && updatedReplicas === wanted && availableReplicas === wanted && replicas === wanted,
        observed: `${availableReplicas} of ${wanted} replicas available, ${updatedReplicas} up to date, ${replicas} in all`,
      }
    })
  }

  /** A rollout was begun after the first look of this run: its pod template differs from then. */
  isRestarted(): Matcher {
    return this.comparison('template', {
      of: ({ spec }) => JSON.stringify(spec?.template),
      judge: (same) => ({ holds: !same, observed: same ? 'the same template as before' : 'a new template' }),
    })
  }
}
