import { Connection } from '../kubernetes-api/index.ts'
import { DeploymentSubject } from './deployment-matchers.ts'
import { ObjectSubject } from './object-matchers.ts'
import { PodsSubject } from './pod-matchers.ts'
import { RefusalsSubject } from './refused-pod-matchers.ts'

/** A cluster as checks see it. Every name is spelled out: nothing here looks for "something like". */
export class Cluster {
  readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  deployment(namespace: string, name: string): DeploymentSubject {
    return new DeploymentSubject(this.connection, { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name })
  }

  /** @param selector a label selector: `app=istiod` */
  pods(namespace: string, selector: string): PodsSubject {
    return new PodsSubject(this.connection, namespace, selector)
  }

  /** Pods that the API server refused to create in a namespace, by the events that tell of it. */
  refusedPods(namespace: string): RefusalsSubject {
    return new RefusalsSubject(this.connection, namespace)
  }

  namespace(name: string): ObjectSubject {
    return new ObjectSubject(this.connection, { apiVersion: 'v1', kind: 'Namespace', name })
  }

  service(namespace: string, name: string): ObjectSubject {
    return new ObjectSubject(this.connection, { apiVersion: 'v1', kind: 'Service', namespace, name })
  }

  /** A CustomResourceDefinition, by its full name: `virtualservices.networking.istio.io`. */
  crd(name: string): ObjectSubject {
    return new ObjectSubject(this.connection, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      name,
    })
  }

  /** Any object, for kinds without a method of their own. */
  object(apiVersion: string, kind: string, name: string, namespace?: string): ObjectSubject {
    return new ObjectSubject(this.connection, { apiVersion, kind, name, namespace })
  }
}
