import { expect, test } from '@playwright/test'
import { maskMessage } from '../../../../src/site/messages/mask-message.ts'
import { MessageIndex } from '../../../../src/site/messages/match-message.ts'
import { knownMessages } from '../../../support/known-messages.ts'

const captured = await knownMessages()
const index = new MessageIndex(captured)
/** Where a paste leads: the best, with "like" before it when it is not the same. */
const found = (paste: string) => index.find(paste).map(({ message, same }) => `${same ? '' : 'like '}${message.path}`)

/** As printed in other people's clusters: other names, addresses, times, prompts, more or less around them. */
const pastes: [what: string, paste: string, path: string][] = [
  [
    'an event about the webhook, with a revision',
    'Error from server (InternalError): error when creating "cart.yaml": Internal error occurred: failed calling webhook "rev.namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://istiod-1-24-1.istio-system.svc:443/inject?timeout=10s": dial tcp 10.100.13.7:443: connect: connection refused',
    '/messages/#failed-calling-webhook',
  ],
  [
    'the same, broken by a terminal',
    'error: failed calling webhook "namespace.sidecar-injector.istio.io":\nfailed to call webhook: Post\n"https://istiod.istio-system.svc:443/inject?timeout=10s":\ndial tcp 172.20.0.9:443: connect: connection refused',
    '/messages/#failed-calling-webhook',
  ],
  [
    'the webhook of a tag whose control plane is gone',
    'Warning  FailedCreate  41s (x15 over 2m3s)  replicaset-controller  Error creating: Internal error occurred: failed calling webhook "rev.namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://istiod-1-29-2.istio-system.svc:443/inject?timeout=10s": service "istiod-1-29-2" not found',
    '/messages/#webhook-service-not-found',
  ],
  ['its end alone', 'service "istiod-canary" not found', '/messages/#istiod-service-not-found'],
  [
    'a row of kubectl get events',
    '3m2s        Warning   FailedCreate        replicaset/checkout-7f9c5bd6d4   Error creating: pods "checkout-7f9c5bd6d4-x2v8q" is forbidden: exceeded quota: compute-resources, requested: requests.cpu=100m, used: requests.cpu=1900m, limited: requests.cpu=2',
    '/messages/#exceeded-quota',
  ],
  [
    'Pod Security, another namespace',
    'Error creating: pods "api-5d4f8c7b9c-lw2kx" is forbidden: violates PodSecurity "restricted:v1.31": unrestricted capabilities (container "istio-init" must not include "NET_ADMIN", "NET_RAW" in securityContext.capabilities.add), runAsNonRoot != true (container "istio-init" must not set securityContext.runAsNonRoot=false)',
    '/messages/#violates-podsecurity',
  ],
  [
    'a command with its prompt and its error',
    'alice@laptop:~/mesh$ istioctl verify-install\nError: unknown command "verify-install" for "istioctl"\nRun \'istioctl --help\' for usage.',
    '/messages/#unknown-verify-install',
  ],
  [
    'another unknown command of ours',
    '❯ istioctl profile dump demo\nError: unknown command "profile" for "istioctl"',
    '/messages/#unknown-profile',
  ],
  ['istiod in another namespace', 'Error: no running Istio pods in "mesh-control"', '/messages/#no-running-istio-pods'],
  [
    'a webhook that is not Istio’s',
    'Internal error occurred: failed calling webhook "webhook.cert-manager.example": failed to call webhook: Post "https://cert-manager-webhook.cert-manager.svc:443/validate?timeout=30s": dial tcp 10.96.1.4:443: connect: connection refused',
    '/messages/#webhook-calls',
  ],
  ['a lone message', 'could not find target revision', '/messages/#could-not-find-revision'],
  [
    'another number of proxies, another revision',
    'There are still 14 proxies pointing to the control plane revision 1-23-2\ncart-6d9f8b7c5d-4xkzp.shop\nIf you proceed with the uninstall, these proxies will become detached from any control plane and will not function correctly.\nProceed? (y/N)',
    '/messages/#proxies-still-pointing',
  ],
  ['another tag', 'Error: revision tag "stable" already exists, and --overwrite is false', '/messages/#tag-exists'],
  [
    'an installation that waits longer',
    '✘ Ztunnel encountered an error: failed to wait for resource: resources not ready after 5m0s: context deadline exceeded\n  Deployment/istio-system/istiod (container failed to start)',
    '/messages/#resources-not-ready',
  ],
  [
    'a scheduler with more nodes',
    'Warning  FailedScheduling  12s  default-scheduler  0/5 nodes are available: 5 Insufficient cpu. preemption: 0/5 nodes are available: 5 No preemption victims found for incoming pod.',
    '/messages/#insufficient-cpu',
  ],
  [
    'another object and file',
    'Error from server (NotFound): Unable to list "networking.istio.io/v1, Resource=virtualservices": the server could not find the requested resource (get virtualservices.networking.istio.io)',
    '/messages/#no-such-resource',
  ],
  [
    'a line of a proxy’s log',
    '2026-03-02T08:11:09.104233Z\tdebug\tenvoy connection source/common/tls/ssl_socket.cc:248\t[Tags: "ConnectionId":"9021"] remote address:10.42.7.31:9080,TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify cert failed: X509_verify_cert: certificate verification error at depth 1: self signed certificate in certificate chain:TLS_error_end\tthread=31',
    '/messages/#certificate-verify-failed',
  ],
  ['a code alone', 'CERTIFICATE_VERIFY_FAILED', '/messages/#certificate-verify-failed'],
  [
    'an answer of Envoy, with another end',
    'upstream connect error or disconnect/reset before headers. reset reason: connection termination',
    '/messages/#upstream-connect-error',
  ],
  [
    'what kubectl exec adds',
    '$ kubectl exec -n legacy deploy/cron -- curl -sS http://orders.shop:9090/healthz\ncurl: (56) Recv failure: Connection reset by peer\ncommand terminated with exit code 56',
    '/messages/#connection-reset',
  ],
  [
    'another host',
    'curl: (6) Could not resolve host: edge.gateways.svc.cluster.local',
    '/messages/#gateway-not-resolved',
  ],
  [
    'an analyser’s message about another object',
    'Error [IST0101] (VirtualService prod/cart-route cart.yaml:9) Referenced host not found: "cart-v2.prod.svc.cluster.local"',
    '/messages/#ist0101',
  ],
  [
    'the same code, about a gateway',
    'Error [IST0101] (VirtualService prod/cart-route) Referenced gateway not found: "prod/public"',
    '/runbooks/analyze-configuration/#step-analyze-error',
  ],
  [
    'another namespace without a label',
    "Info [IST0102] (Namespace backstage) The namespace is not enabled for Istio injection. Run 'kubectl label namespace backstage istio-injection=enabled' to enable it, or 'kubectl label namespace backstage istio-injection=disabled' to explicitly mark it as not needing injection.",
    '/messages/#ist0102',
  ],
  [
    'a pod without a proxy',
    'Warning [IST0103] (Pod prod/batch-0) The pod prod/batch-0 is missing the Istio proxy. This can often be resolved by restarting or redeploying the workload.',
    '/runbooks/enroll-namespace/#step-analyze-sample',
  ],
  ['metrics', 'error: Metrics API not available', '/messages/#metrics-api'],
  [
    'a refused configuration',
    'warning envoy config  gRPC config for type.googleapis.com/envoy.config.cluster.v3.Cluster rejected: Error adding/updating cluster(s) outbound|80||web.prod.svc.cluster.local: Proto constraint validation failed (ClusterValidationError.ConnectTimeout: value must be greater than 0s)',
    '/messages/#proto-validation',
  ],
  [
    'a rollout',
    'Waiting for deployment "cart" rollout to finish: 1 out of 3 new replicas have been updated...\nerror: timed out waiting for the condition',
    '/runbooks/break-control-plane/#step-rollout-status',
  ],
  [
    'a resource that is gone',
    `error: the server doesn't have a resource type "authorizationpolicies"`,
    '/runbooks/uninstall/#step-policy-gone',
  ],
  [
    'a registry that answers, another version',
    'Warning  Failed  12s (x3 over 55s)  kubelet  Failed to pull image "registry.istio.io/release/proxyv2:1.30.2": rpc error: code = NotFound desc = failed to pull and unpack image "registry.istio.io/release/proxyv2:1.30.2": failed to resolve reference "registry.istio.io/release/proxyv2:1.30.2": registry.istio.io/release/proxyv2:1.30.2: not found',
    '/messages/#failed-to-pull-image',
  ],
  [
    'the other registry that is switched off',
    'Failed to pull image "gcr.io/istio-release/pilot:1.28.4-distroless": rpc error: code = Unavailable desc = failed to pull and unpack image',
    '/messages/#failed-to-pull-image',
  ],
  [
    'an installation whose images cannot be pulled',
    '  Deployment/istio-system/istiod (container failed to start: ImagePullBackOff: Back-off pulling image "registry.istio.io/release/pilot:1.31.1": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "registry.istio.io/release/pilot:1.31.1": not found)',
    '/messages/#failed-to-pull-image',
  ],
  [
    'a warning in a log',
    'W0302 08:44:01.120014   40233 warnings.go:70] "Warning: spec.template.metadata.annotations[container.apparmor.security.beta.kubernetes.io/agent]: deprecated since v1.30; use the \\"appArmorProfile\\" field instead"',
    '/runbooks/install-helm/#step-install-cni',
  ],
]
for (const [what, paste, path] of pastes) {
  test(`MessageIndex finds the message of a paste: ${what}`, () => {
    expect(found(paste)[0]).toBe(path)
  })
}

test('MessageIndex finds the message of a paste in one line', () => {
  for (const [, paste, path] of pastes) expect(found(paste.replace(/\n/g, ' ⏎ '))[0]).toBe(path)
  for (const [what, paste, path] of pastes) expect([what, found(paste.replace(/\n/g, ' '))[0]]).toEqual([what, path])
})

test('MessageIndex finds every captured message itself first', () => {
  expect(captured.length).toBeGreaterThan(40)
  for (const { text, path } of captured) expect([text, found(text)[0]]).toEqual([text, path])
})

const alike: [what: string, paste: string, path: string][] = [
  [
    'a command that never was',
    'Error: unknown command "instal" for "istioctl"',
    'like /messages/#unknown-verify-install',
  ],
  [
    'another status',
    'curl: (22) The requested URL returned error: 500',
    'like /runbooks/break-certificates/#step-refused',
  ],
]
for (const [what, paste, path] of alike) {
  test(`MessageIndex does not call a message the same that is only alike: ${what}`, () => {
    expect(found(paste)[0]).toBe(path)
  })
}

/** The ending tells the cause. */
const webhook = (end: string) =>
  `Error from server (InternalError): Internal error occurred: failed calling webhook "namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject?timeout=10s": ${end}`

const said: [what: string, paste: string, exact: boolean][] = [
  ['another address', webhook('dial tcp 10.100.13.7:443: connect: connection refused'), true],
  ['another ending', webhook('no endpoints available for service "istiod"'), false],
  ['no ending', webhook(''), false],
  ['the ending alone', 'dial tcp 10.100.13.7:443: connect: connection refused', false],
  ['without its level', 'could not find target revision', true],
  ['another name', 'Error: unknown command "instal" for "istioctl"', false],
  [
    'another quota',
    'pods "cart-0" is forbidden: exceeded quota: compute, requested: requests.cpu=100m, used: requests.cpu=900m, limited: requests.cpu=2',
    true,
  ],
]
for (const [what, paste, exact] of said) {
  test(`MessageIndex ${exact ? 'calls' : 'does not call'} a paste this message: ${what}`, () => {
    const [first] = index.find(paste)
    expect(first).toBeDefined()
    expect(first!.kind === 'this').toBe(exact)
  })
}

test('MessageIndex calls every captured message this one, unless its words name no cause', () => {
  for (const { text, sourced, causes } of captured)
    expect(index.find(text)[0], text).toMatchObject({ kind: sourced ? 'known' : causes ? 'causes' : 'this' })
})

const timed = [
  '2026-01-05T10:00:00.000000Z\t',
  '[2023-02-21T19:45:06.559Z] ',
  '2026/01/05 10:00:00 ',
  '2026-01-05 10:00:00,123 ',
  '[05/Jan/2026:10:00:00 +0000] ',
  'Jan  5 10:00:00 ',
  'Mon Jan  5 10:00:00 UTC 2026 ',
  '10:00:00.123 ',
]
for (const time of timed) {
  test(`maskMessage leaves nothing of a time: ${time.trim()}`, () => {
    const line = 'warn Envoy proxy is NOT ready: config not received from XDS server'
    expect(maskMessage(`${time}${line}`)).toEqual(maskMessage(line))
  })
}

test('maskMessage does not take a message in quotes for a name, and masks the names in it', () => {
  const line = 'failed to get proxy infos of "istiod-1-20": unable to find any Istiod instances'
  const { words } = maskMessage(line)
  for (const carried of [
    `message: '${line}'`,
    `  message: ${JSON.stringify(line)}`,
    `{"msg":${JSON.stringify(line)}}`,
    `err=${JSON.stringify(line)}`,
    JSON.stringify(line),
  ])
    expect([carried, maskMessage(carried).words]).toEqual([carried, words])
})

const unrelated = [
  'revision',
  'istioctl proxy-status',
  'kubectl get pods -n istio-system',
  'how do I upgrade without an outage',
  'the webhook that failed',
  'why is the rollout of my deployment stuck when istiod is not ready',
  'kubectl rollout restart deployment/cart -n shop',
  'npm ERR! code ERESOLVE\nnpm ERR! ERESOLVE unable to resolve dependency tree',
  'fatal: not a git repository (or any of the parent directories): .git',
  'panic: runtime error: invalid memory address or nil pointer dereference',
  'Error: INSTALLATION FAILED: cannot re-use a name that is still in use',
  'error: You must be logged in to the server (Unauthorized)',
  'Back-off restarting failed container app in pod cart-6d9f8b7c5d-4xkzp',
  'Failed to pull image "registry.example/cart:1.2": rpc error: code = NotFound desc = failed to pull and unpack image',
  'Warning [IST0108] (Pod prod/cart-0) Unknown annotation: sidecar.istio.io/injekt',
  'NAME READY STATUS RESTARTS AGE',
  '503',
  'command terminated with exit code 1',
  '',
]
for (const paste of unrelated) {
  test(`MessageIndex has no message for ${JSON.stringify(paste.slice(0, 60))}`, () => {
    expect(found(paste)).toEqual([])
  })
}

test('maskMessage masks a message alike in the index and in a paste', () => {
  const here =
    'Error creating: pods "small-866dcd88d7-k5l79" is forbidden: exceeded quota: team, requested: requests.cpu=120m'
  const there = here.replace('small-866dcd88d7-k5l79', 'cart-0').replace('120m', '2500m')
  expect(maskMessage(there).words).toEqual(maskMessage(here).words)
})

test('the index of messages has nothing of the machine that recorded but what it printed as a failure', () => {
  for (const { text } of captured) expect(text.length).toBeLessThan(450)
})
