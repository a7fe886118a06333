import { parseAllDocuments } from 'yaml'

/** A Kubernetes object as it is rendered. */
export interface Manifest extends Record<string, unknown> {
  kind: string
  metadata: { name: string; namespace?: string }
}

/** The objects of a stream of YAML documents; empty documents are left out. */
export function manifestsOf(text: string): Manifest[] {
  return parseAllDocuments(text, { logLevel: 'error' })
    .map((document) => {
      const [fault] = document.errors
      if (fault) throw fault
      return document.toJS() as Manifest | null
    })
    .filter((manifest) => manifest !== null)
}
