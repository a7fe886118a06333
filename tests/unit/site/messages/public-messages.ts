/** A message as people publish it, with neutral names and addresses, and what it must and must not be answered. */
export interface PublicMessage {
  what: string
  text: string
  /** The best answer: how it is headed, and where it leads. None: the honest answer is that it is not known. */
  best?: [kind: 'this' | 'known' | 'causes' | 'near', path: string]
  /** What no answer may say: the opposite of the repair, or another cause. */
  never: RegExp
}

const KEEP = /do not delete the webhook/i
const BACK = /bring .?istiod.? back/i
const ANY = /./

/** What the API server says when it cannot call a webhook. */
const call = (name: string, end: string, path = 'inject', service = 'istiod') =>
  `Internal error occurred: failed calling webhook "${name}": failed to call webhook: Post "https://${service}.istio-system.svc:443/${path}?timeout=10s": ${end}`
const REFUSED = 'dial tcp 10.30.40.50:443: connect: connection refused'
const UNKNOWN_AUTHORITY =
  'x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "cluster.local")'

const injectors = [
  'namespace.sidecar-injector.istio.io',
  'rev.namespace.sidecar-injector.istio.io',
  'rev.object.sidecar-injector.istio.io',
  'object.sidecar-injector.istio.io',
  'sidecar-injector.istio.io',
]
const validators = ['validation.istio.io', 'rev.validation.istio.io', 'pilot.validation.istio.io']
const others = [
  'kiali.validation.example',
  'validation.istio.io.example.com',
  'my-sidecar-injector.istio.example',
  'not-sidecar-injector.istio.io',
  'vault.hashicorp.example',
  'webhook.cert-manager.example',
]

export const publicMessages: PublicMessage[] = [
  ...injectors.flatMap((name): PublicMessage[] => [
    {
      what: `${name}, refused`,
      text: call(name, REFUSED),
      best: ['this', '/messages/#failed-calling-webhook'],
      never: /leftover/,
    },
    {
      what: `${name}, no endpoints`,
      text: call(name, 'no endpoints available for service "istiod"'),
      best: ['known', '/messages/#injector-no-endpoints'],
      never: /leftover/,
    },
    {
      what: `${name}, a deadline`,
      text: call(name, 'context deadline exceeded'),
      best: ['known', '/messages/#webhook-timeout'],
      never: BACK,
    },
    {
      what: `${name}, a deadline while waiting`,
      text: call(
        name,
        'net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
      ),
      best: ['known', '/messages/#webhook-timeout'],
      never: BACK,
    },
    {
      what: `${name}, an unknown authority`,
      text: call(name, UNKNOWN_AUTHORITY),
      best: ['known', '/messages/#webhook-unknown-authority'],
      never: BACK,
    },
    {
      what: `${name}, an unknown authority, as newer clients say it`,
      text: call(name, `tls: failed to verify certificate: ${UNKNOWN_AUTHORITY}`),
      best: ['known', '/messages/#webhook-unknown-authority'],
      never: BACK,
    },
    {
      what: `${name}, no certificate`,
      text: `Internal error occurred: failed calling webhook "${name}": could not get REST client: unable to load root certificates: unable to parse bytes as PEM block`,
      best: ['known', '/messages/#webhook-not-pem'],
      never: BACK,
    },
    // No entry of these yet: the words are known, the cause is not.
    {
      what: `${name}, an end nobody knows`,
      text: call(name, 'EOF'),
      best: ['causes', '/messages/#webhook-calls'],
      never: BACK,
    },
    {
      what: `${name}, an expired certificate`,
      text: call(name, 'x509: certificate has expired or is not yet valid'),
      best: ['causes', '/messages/#webhook-calls'],
      never: BACK,
    },
    { what: `${name}, cut off`, text: call(name, ''), best: ['causes', '/messages/#webhook-calls'], never: BACK },
  ]),
  ...validators.flatMap((name): PublicMessage[] => [
    {
      what: `${name}, refused (left behind, or istiod down)`,
      text: call(name, REFUSED, 'validate'),
      best: ['known', '/messages/#validation-not-answered'],
      never: KEEP,
    },
    {
      what: `${name}, no endpoints`,
      text: call(name, 'no endpoints available for service "istiod"', 'validate'),
      best: ['known', '/messages/#validation-not-answered'],
      never: /pod should get a proxy|do not delete/i,
    },
    {
      what: `${name}, no service`,
      text: call(name, 'service "istiod-1-20-3" not found', 'validate', 'istiod-1-20-3'),
      best: ['known', '/messages/#validation-left-behind'],
      never: KEEP,
    },
    {
      what: `${name}, a deadline`,
      text: call(name, 'context deadline exceeded', 'validate'),
      best: ['known', '/messages/#webhook-timeout'],
      never: BACK,
    },
    {
      what: `${name}, an unknown authority`,
      text: call(name, UNKNOWN_AUTHORITY, 'validate'),
      best: ['known', '/messages/#webhook-unknown-authority'],
      never: BACK,
    },
    {
      what: `${name}, no host`,
      text: call(name, 'dial tcp: lookup istiod.istio-system.svc: no such host', 'validate'),
      best: ['causes', '/messages/#webhook-calls'],
      never: KEEP,
    },
  ]),
  ...others.flatMap((name): PublicMessage[] =>
    [REFUSED, 'context deadline exceeded', UNKNOWN_AUTHORITY, 'no endpoints available for service "x"', ''].map(
      (end) => ({
        what: `${name}, which is not Istio’s: ${end.slice(0, 30)}`,
        text: `Internal error occurred: failed calling webhook "${name}": failed to call webhook: Post "https://x.istio-system.svc:443/mutate?timeout=10s": ${end}`,
        best: ['causes', '/messages/#webhook-calls'],
        never: /istiod.? back|do not delete the webhook|restart .?istiod|leftover/i,
      }),
    ),
  ),
  {
    what: 'an injector before 1.5, unknown authority',
    text: 'Internal error occurred: failed calling admission webhook "sidecar-injector.istio.io": Post https://istio-sidecar-injector.istio-system.svc:443/inject?timeout=30s: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "k8s.cluster.local")',
    best: ['known', '/messages/#webhook-unknown-authority'],
    never: BACK,
  },
  {
    what: 'a leftover validator stops a Helm installation',
    text: 'Error: INSTALLATION FAILED: Internal error occurred: failed calling webhook "validation.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/validate?timeout=10s": dial tcp 10.30.40.50:443: connect: connection refused',
    best: ['known', '/messages/#validation-not-answered'],
    never: KEEP,
  },
  {
    what: 'a webhook that refuses, which is no failed call',
    text: 'admission webhook "rev.validation.istio.io" denied the request: configuration is invalid: dial tcp: connection refused is no host',
    best: ['this', '/messages/#validation-denied'],
    never: /do not delete|leftover|istiod.? back/i,
  },
  {
    what: 'Envoy without a cause',
    text: 'upstream connect error or disconnect/reset before headers. reset reason: connection failure',
    best: ['causes', '/messages/#upstream-connect-error'],
    never: /^$/,
  },
  {
    what: 'Envoy without a cause, as we had it',
    text: 'upstream connect error or disconnect/reset before headers. retried and the latest reset reason: remote connection failure',
    best: ['causes', '/messages/#upstream-connect-error'],
    never: /^$/,
  },
  {
    what: 'a connection that is reset',
    text: 'curl: (56) Recv failure: Connection reset by peer',
    best: ['causes', '/messages/#connection-reset'],
    never: /^$/,
  },
  {
    what: 'the check of the CNI plugin',
    text: 'Error connecting to 127.0.0.6:15002: dial tcp 127.0.0.1:0->127.0.0.6:15002: connect: connection refused',
    best: ['known', '/messages/#cni-validation'],
    never: /type Warning that still happens|istiod.? back/i,
  },
  {
    what: 'a port on which nothing listens',
    text: 'failed to connect: dial tcp 10.20.30.40:9090: connect: connection refused',
    best: ['causes', '/messages/#connection-refused'],
    never: /istiod.? back|type Warning that still happens/i,
  },
  {
    what: 'a quota of limits',
    text: 'pods "app-details-f757c8f9d-jdfqj" is forbidden: exceeded\nquota: team-quota, requested: limits.cpu=3, used: limits.cpu=3, limited:\nlimits.cpu=4',
    best: ['known', '/messages/#exceeded-quota-limits'],
    never: /sidecar\.istio\.io\/proxyCPU and/,
  },
  {
    what: 'a quota of both',
    text: 'pods "cart-f757c8f9d-jdfqj" is forbidden: exceeded quota: compute, requested: limits.cpu=2,requests.cpu=110m, used: limits.cpu=3,requests.cpu=900m, limited: limits.cpu=4,requests.cpu=1',
    best: ['known', '/messages/#exceeded-quota-limits'],
    never: /^$/,
  },
  {
    what: 'no kind, because the CRDs are not there',
    text: 'error: unable to recognize "gateway.yaml": no matches for kind "Gateway" in version "networking.istio.io/v1beta1"',
    best: ['known', '/messages/#no-matches-for-kind'],
    never: /^$/,
  },
  {
    what: 'no kind, as it is said today',
    text: 'error: resource mapping not found for name: "cart" namespace: "shop" from "cart.yaml": no matches for kind "VirtualService" in version "networking.istio.io/v1"\nensure CRDs are installed first',
    best: ['known', '/messages/#no-matches-for-kind'],
    never: /^$/,
  },
  {
    what: 'no kind, of somebody else',
    text: 'error: resource mapping not found for name: "cart" namespace: "shop" from "cart.yaml": no matches for kind "Certificate" in version "cert-manager.io/v1"',
    never: /istio/i,
  },
  {
    what: 'a gateway whose pod nobody injected',
    text: 'Failed to pull image "auto": rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/library/auto:latest": failed to resolve reference "docker.io/library/auto:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    best: ['known', '/messages/#image-auto'],
    never: /registr/i,
  },
  {
    what: 'the same, later',
    text: 'Back-off pulling image "auto"',
    best: ['known', '/messages/#image-auto'],
    never: /registr/i,
  },
  {
    what: 'the image of another container',
    text: 'Back-off pulling image "automatic/cart:1.2"',
    never: ANY,
  },
  {
    what: 'a Helm upgrade that meets the enforcer of a cloud',
    text: 'Error: UPGRADE FAILED: conflict occurred while applying object /istio-sidecar-injector admissionregistration.k8s.io/v1, Kind=MutatingWebhookConfiguration: Apply failed with 4 conflicts: conflicts with "admissionsenforcer" using admissionregistration.k8s.io/v1:',
    best: ['this', '/messages/#helm-field-conflict'],
    never: /pilot-discovery|sets the field to/,
  },
  {
    what: 'a Helm upgrade that meets istiod',
    text: 'Error: UPGRADE FAILED: conflict occurred while applying object /istio-validator-istio-system admissionregistration.k8s.io/v1, Kind=ValidatingWebhookConfiguration: Apply failed with 1 conflict: conflict with "pilot-discovery" using admissionregistration.k8s.io/v1:\n.webhooks[name="rev.validation.istio.io"].failurePolicy',
    best: ['this', '/messages/#helm-failure-policy-conflict'],
    never: /change its configuration/,
  },
  {
    what: 'a conflict in a release of somebody else',
    text: 'Error: UPGRADE FAILED: conflict occurred while applying object cart/cart autoscaling/v2, Kind=HorizontalPodAutoscaler: Apply failed with 1 conflict: conflict with "kube-controller-manager": .spec.minReplicas',
    never: /pilot-discovery/,
  },
  {
    what: 'a Helm installation over one of istioctl',
    text: 'Error: INSTALLATION FAILED: Unable to continue with install: CustomResourceDefinition "authorizationpolicies.security.istio.io" in namespace "" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"; annotation validation error: missing key "meta.helm.sh/release-name": must be set to "istio-base"; annotation validation error: missing key "meta.helm.sh/release-namespace": must be set to "istio-system"',
    best: ['this', '/messages/#helm-not-imported'],
    never: /pilot-discovery/,
  },
  {
    what: 'an object of somebody else that Helm does not own',
    text: 'Error: INSTALLATION FAILED: Unable to continue with install: Service "cart" in namespace "shop" exists and cannot be imported into the current release: invalid ownership metadata; annotation validation error: missing key "meta.helm.sh/release-name": must be set to "cart"',
    never: /istioctl/,
  },
  {
    what: 'fields of istioctl that Helm does not take',
    text: 'Error: UPGRADE FAILED: conflict occurred while applying object istio-system/istiod apps/v1, Kind=Deployment: Apply failed with 2 conflicts: conflicts with "istio-operator":\n- .metadata.labels.release',
    best: ['this', '/messages/#helm-istioctl-conflict'],
    never: /pilot-discovery/,
  },
]
