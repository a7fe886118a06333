import { expect, test } from '@playwright/test'
import { chartFacts } from '../../../src/version-differences/charts.ts'
import { crdFacts } from '../../../src/version-differences/crds.ts'
import type { Facts } from '../../../src/version-differences/facts.ts'
import { leavesOf } from '../../../src/version-differences/flatten.ts'
import { manifestsOf } from '../../../src/version-differences/manifests.ts'
import { profileDifferences, profileFacts } from '../../../src/version-differences/profiles.ts'

const lines = (facts: Facts) => [...facts.values()].map(({ where, what, value }) => `${where} ${what}: ${value}`)

const asIs = (text: string) => text

test('leavesOf names an element of a list by its name where each has one, else by its number', () => {
  const value = {
    a: [
      { name: 'x', v: 1 },
      { name: 'y', v: 2 },
    ],
    b: [{ name: 'x' }, { name: 'x' }],
    c: [],
    d: {},
    e: null,
  }
  expect(leavesOf(value)).toEqual([
    ['a[x].name', '"x"'],
    ['a[x].v', '1'],
    ['a[y].name', '"y"'],
    ['a[y].v', '2'],
    ['b[0].name', '"x"'],
    ['b[1].name', '"x"'],
    ['c', '[]'],
    ['d', '{}'],
    ['e', 'null'],
  ])
})

const CRD = `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: gateways.example.io
spec:
  versions:
    - name: v1
      served: true
      schema: &schema
        openAPIV3Schema:
          type: object
          properties:
            spec:
              description: What is meant.
              type: object
              required: [servers]
              properties:
                servers:
                  type: array
                  items:
                    type: object
                    properties:
                      mode: { type: string, enum: [A, B] }
                labels:
                  type: object
                  additionalProperties: { type: string, maxLength: 63 }
    - name: v1beta1
      served: true
      schema: *schema
    - name: v1alpha1
      served: false
      schema: { openAPIV3Schema: { type: object, properties: { old: { type: string } } } }
`

test('crdFacts has every field of the served versions once, with its type and demands', () => {
  expect(lines(crdFacts(manifestsOf(CRD)))).toEqual([
    'gateways.example.io versions: v1, v1beta1',
    'gateways.example.io spec: object',
    'gateways.example.io spec.servers: array, required',
    'gateways.example.io spec.servers[]: object',
    'gateways.example.io spec.servers[].mode: string, enum ["A","B"]',
    'gateways.example.io spec.labels: object',
    'gateways.example.io spec.labels[]: string, maxLength 63',
  ])
})

test('crdFacts tells the fields of versions apart that have not the same', () => {
  const text = CRD.replace('schema: *schema', 'schema: { openAPIV3Schema: { properties: { spec: { type: string } } } }')
  const found = lines(crdFacts(manifestsOf(text)))
  expect(found).toContain('gateways.example.io v1: spec: object')
  expect(found).toContain('gateways.example.io v1beta1: spec: string')
})

test('chartFacts has defaults without the key that wraps them, profiles apart, versions hidden', () => {
  const charts = [
    {
      name: 'istiod',
      values: '_internal_defaults_do_not_set:\n  tag: 1.31.0\n  env: {}\n',
      profiles: {
        'profile-demo.yaml': 'meshConfig:\n  accessLogFile: /dev/stdout\n',
        'profile-none.yaml': '# nothing\n',
      },
    },
  ]
  expect(lines(chartFacts(charts, (text) => text.replaceAll('1.31.0', '<version>')))).toEqual([
    'istiod tag: "<version>"',
    'istiod env: {}',
    'istiod: profile-demo.yaml file: there',
    'istiod: profile-demo.yaml meshConfig.accessLogFile: "/dev/stdout"',
    'istiod: profile-none.yaml file: there',
  ])
})

const configMap = (mesh: string, template = 'a: {{ .b }}') => `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data:
  mesh: |-
    defaultConfig:
      holdApplicationUntilProxyStarts: ${mesh}
    rootNamespace: istio-system
  template: |-
    ${template}
    end
`

test('profileDifferences compares documents in a ConfigMap by field, templates as text, and tells a common difference once', () => {
  const facts = (text: string) => profileFacts(manifestsOf(text), asIs)
  const older = { default: facts(configMap('false')), demo: facts(configMap('false')) }
  const newer = { default: facts(configMap('true', 'a: {{ .c }}')), demo: facts(configMap('true')) }
  const found = profileDifferences(older, newer)
  expect(found.map(({ what, from, to, profiles }) => [what, from, to, profiles])).toEqual([
    ['data.mesh: defaultConfig.holdApplicationUntilProxyStarts', 'false', 'true', ['default', 'demo']],
    [
      'data.template',
      expect.stringMatching(/^text of 2 lines, SHA-256 /),
      expect.stringMatching(/^text of 2 lines, SHA-256 /),
      ['default'],
    ],
  ])
  expect(found[1]!.from).not.toBe(found[1]!.to)
})

test('profileDifferences tells of an object that only one version has that it is there, and no field of it', () => {
  const older = { default: profileFacts([], asIs) }
  const newer = { default: profileFacts(manifestsOf(configMap('true')), asIs) }
  expect(profileDifferences(older, newer)).toEqual([
    { where: 'ConfigMap istio-system/istio', what: 'object', to: 'there', profiles: ['default'] },
  ])
})
