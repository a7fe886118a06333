/** A text with secrets in it, as some tool prints it. All are made up. */
export interface Planted {
  what: string
  text: string
  /** What must not be left of it. */
  secrets: string[]
  /** The command that printed it, where only that tells. */
  command?: string
}

const base64 = (text: string) => Buffer.from(text).toString('base64')
const word = (length: number, from = 'aB3dE5fG7hJ9kL2mN4pQ6rS8tU0vW1xY') => from.repeat(8).slice(0, length)
const planted = (what: string, text: string, ...secrets: string[]): Planted => ({ what, text, secrets })
const printedBy = (command: string, text: string, ...secrets: string[]): Planted => ({
  what: `what ${command} printed`,
  text,
  secrets,
  command,
})

/** No scanner of a repository is to take these for real: each is put together here. */
const DASHES = '-----'
const begin = (label: string) => `${DASHES}BEGIN ${label}${DASHES}`
const end = (label: string) => `${DASHES}END ${label}${DASHES}`
const PEM = `${begin('RSA PRIVATE KEY')}\nMIIEowIBAAKCAQEA${word(48)}\n${word(64)}\nq1w2e3r4t5y6==\n${end('RSA PRIVATE KEY')}\n`
const SLACK_TEAM = '123456789012'
const PEM_BODY = ['MIIEowIBAAKCAQEA', 'q1w2e3r4t5y6']
const JWT = `${Buffer.from('{"alg":"RS256","kid":"x"}').toString('base64url')}.${Buffer.from('{"sub":"system:serviceaccount:a:b"}').toString('base64url')}.c2lnbmF0dXJlMTIz`

const secretJson = (data: string) =>
  `{"apiVersion":"v1","data":${data},"kind":"Secret","metadata":{"name":"s","namespace":"a"},"type":"Opaque"}`

/** `kubectl get` and its like of Secrets: every value is secret, whatever its key is called. */
const objects: Planted[] = [
  planted(
    'a Secret as YAML, whatever its keys are called',
    'apiVersion: v1\ndata:\n  api-key: UzNDUkVU\n  color: Ymx1ZQ==\nkind: Secret\nmetadata:\n  name: s\n',
    'UzNDUkVU',
    'Ymx1ZQ==',
  ),
  planted(
    'a Secret with stringData and text of several lines',
    'kind: Secret\nstringData:\n  conf: |\n    user = me\n\n    word = swordfish\n  one: "my dog"\n  two: >-\n    folded words\nmetadata:\n  name: s\n',
    'user = me',
    'swordfish',
    'my dog',
    'folded words',
  ),
  planted(
    'a list of Secrets among other objects',
    'apiVersion: v1\nitems:\n- apiVersion: v1\n  data:\n    plain: visible\n  kind: ConfigMap\n- apiVersion: v1\n  data:\n    a: c2VjcmV0\n  kind: Secret\n  metadata:\n    name: s\n- kind: Secret\n  data: {b: d29yZA==}\nkind: List\n',
    'c2VjcmV0',
    'd29yZA==',
  ),
  planted('a Secret in one line of YAML', '{apiVersion: v1, kind: Secret, data: {a: c2VjcmV0}}', 'c2VjcmV0'),
  planted(
    'a manifest of several documents, as Helm prints it',
    "---\n# Source: x\nkind: ConfigMap\ndata:\n  a: seen\n---\nkind: 'Secret'\ndata:\n    b: 'c2VjcmV0'\n---\nkind: Pod\n",
    'c2VjcmV0',
  ),
  planted(
    'a Secret in the order in which people write it',
    'kind: Secret\nmetadata:\n  name: s\ntype: Opaque\ndata:\n  a: c2VjcmV0\n',
    'c2VjcmV0',
  ),
  planted(
    'a Secret in a diff',
    '--- a/s.yaml\n+++ b/s.yaml\n@@ -1,4 +1,4 @@\n apiVersion: v1\n data:\n-  a: b2xkd29yZA==\n+  a: bmV3d29yZA==\n kind: Secret\n',
    'b2xkd29yZA==',
    'bmV3d29yZA==',
  ),
  planted('a Secret as JSON in one line', secretJson('{"a":"c2VjcmV0","b":"bW9yZQ=="}'), 'c2VjcmV0', 'bW9yZQ=='),
  planted(
    'a Secret as JSON in many lines',
    JSON.stringify(JSON.parse(secretJson('{"a.b":"c2VjcmV0"}')), null, 4),
    'c2VjcmV0',
  ),
  planted(
    'the annotation of an applied Secret, in YAML',
    `metadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      ${secretJson('{"a":"c2VjcmV0"}')}\n`,
    'c2VjcmV0',
  ),
  planted(
    'the annotation of an applied Secret, in JSON',
    JSON.stringify({ kind: 'Secret', metadata: { annotations: { l: `${secretJson('{"a":"c2VjcmV0"}')}\n` } } }),
    'c2VjcmV0',
  ),
  planted(
    'a list of Secrets from the API, whose items do not say their kind',
    '{"kind":"SecretList","items":[{"metadata":{"name":"s"},"data":{"a":"c2VjcmV0"}},{"data":{"b":"bW9yZQ=="}}]}',
    'c2VjcmV0',
    'bW9yZQ==',
  ),
  planted('a Secret as JSON that was cut off', '{"kind":"Secret","data":{"a":"c2VjcmV0', 'c2VjcmV0'),
  planted('a Secret after a line with a quote', `it's "half a quote\n${secretJson('{"a":"c2VjcmV0"}')}`, 'c2VjcmV0'),
  printedBy("kubectl get secret s -o jsonpath='{.data.a}'", 'c2VjcmV0', 'c2VjcmV0'),
  printedBy("kubectl -n a get secrets/s -o=jsonpath='{.data.a}' | base64 -d", 'swordfish\n', 'swordfish'),
  printedBy("kubectl get secret s -o jsonpath='{.data.a}' | openssl base64 -d", 'swordfish\n', 'swordfish'),
  printedBy("kubectl get secret s -o go-template='{{range .data}}{{.}} {{end}}'", 'YQ== Yg==', 'YQ==', 'Yg=='),
  printedBy('kubectl get secret s -o custom-columns=A:.data.a', 'A\nc2VjcmV0\n', 'c2VjcmV0'),
  printedBy("kubectl get secret s -o json | jq -r '.data.a | @base64d'", 'swordfish', 'swordfish'),
  printedBy('kubectl get secret s -o yaml | head -4', 'apiVersion: v1\ndata:\n  a: c2VjcmV0\n', 'c2VjcmV0'),
  printedBy('kubectl get secret,configmap -o yaml | grep api', '    api-key: UzNDUkVU\n', 'UzNDUkVU'),
]

const keys: Planted[] = [
  planted('a private key', `before\n${PEM}after\n`, ...PEM_BODY),
  planted('a private key without its end', PEM.split('\n').slice(0, 3).join('\n'), ...PEM_BODY.slice(0, 1)),
  planted('the end of a private key', PEM.split('\n').slice(2).join('\n'), 'q1w2e3r4t5y6', word(64)),
  planted('a private key in JSON', JSON.stringify({ key: PEM }), ...PEM_BODY),
  planted('an encrypted private key', PEM.replaceAll('RSA', 'ENCRYPTED'), ...PEM_BODY),
  planted('a key of OpenSSH', PEM.replaceAll('RSA', 'OPENSSH'), ...PEM_BODY),
  planted(
    'a private key of PGP',
    `${begin('PGP PRIVATE KEY BLOCK')}\n\nlQOYBGVx${word(40)}\n=abcd\n${end('PGP PRIVATE KEY BLOCK')}\n`,
    'lQOYBGVx',
  ),
  planted('a private key in base64 under a name of any kind', `ca.key: ${base64(PEM)}`, base64(PEM).slice(60, 90)),
  planted(
    'a private key in base64, wrapped',
    `x:\n  ${base64(PEM).replace(/(.{64})/g, '$1\n  ')}`,
    base64(PEM).slice(70, 90),
  ),
  planted(
    'a kubeconfig in base64',
    base64(`users:\n- client-key: |\n  ${PEM}`),
    base64(`users:\n- client-key: |\n  ${PEM}`).slice(60, 90),
  ),
  planted('the key of a kubeconfig', `    client-key-data: ${word(30)}`, word(30)),
]

const named: Planted[] = (
  [
    ['a password', 'password=swordfish', 'swordfish'],
    ['a password with a special character among the first', 'password=p@ssw0rd!x', 'ssw0rd!x'],
    ['a short password', 'password=PL04', 'PL04'],
    ['a password with blanks, quoted', 'x password: "my dog rex" y', 'my dog', 'rex'],
    ['a password with blanks, in YAML', '  password: my dog rex', 'my dog', 'rex'],
    ['a password with a comma', 'PASSWORD=a1,b2;c3', 'a1', 'b2', 'c3'],
    ['a password with an escaped quote', '{"password":"dog\\"fish"}', 'dog', 'fish'],
    ['a password in JSON in JSON', JSON.stringify(JSON.stringify({ password: 'swordfish', a: 1 })), 'swordfish'],
    ['passwd', 'passwd=swordfish', 'swordfish'],
    ['pwd', 'Server=db;Pwd=swordfish', 'swordfish'],
    ['a passphrase', 'passphrase: correct horse battery', 'correct', 'battery'],
    ['a flag with a password', 'helm registry login --username me --password swordfish r', 'swordfish'],
    ['a flag with a quoted token', "x --token 'trout salmon' y", 'trout', 'salmon'],
    ['a flag with =', 'x --bearer-token=swordfish', 'swordfish'],
    ['an environment variable', 'DB_PASSWORD=my dog rex\nHOME=/root', 'my dog', 'rex'],
    ['an exported variable', 'export API_TOKEN="swordfish"', 'swordfish'],
    ['a key of AWS', 'AWS_SECRET_ACCESS_KEY=wJalr/XUtnFEMI+K7MDENG', 'wJalr', 'K7MDENG'],
    ['a session of AWS', 'aws_session_token = FwoGZXIvYXdzEBYaD', 'FwoGZXIv'],
    ['client_secret', 'client_secret=swordfish', 'swordfish'],
    ['clientSecret', '{"clientSecret": "swordfish"}', 'swordfish'],
    ['api_key', 'api_key: swordfish', 'swordfish'],
    ['apiKey', "apiKey: 'swordfish'", 'swordfish'],
    ['X-Api-Key', '< X-Api-Key: swordfish', 'swordfish'],
    ['a secret', 'secret: swordfish', 'swordfish'],
    ['refresh_token', '"refresh_token":"swordfish"', 'swordfish'],
    ['access_token in an address', 'GET /x?access_token=swordfish&a=1', 'swordfish'],
    ['id_token', 'id_token=swordfish', 'swordfish'],
    ['token', 'token: s3cr3ts3cr3t', 's3cr3t'],
    ['a key file under its name', 'tls.key: bm90IGEga2V5', 'bm90IGEga2V5'],
    ['an account key', 'AccountName=x;AccountKey=c3dvcmRmaXNo==', 'c3dvcmRmaXNo'],
    ['the environment of a pod in YAML', '  env:\n  - name: DB_PASSWORD\n    value: my dog\n', 'my dog'],
    ['the environment of a pod in JSON', '{"name": "DB_PASSWORD",\n  "value": "swordfish"}', 'swordfish'],
    ['the environment of a described pod', '      DB_PASSWORD:  swordfish', 'swordfish'],
    ['XML', '<password>swordfish</password>', 'swordfish'],
    ['an address with a password', 'https://user:swordfish@example.org/x', 'swordfish'],
    ['an address with a password with @', 'postgres://u:p@ssw0rd@db:5432/x', 'ssw0rd'],
    ['an address with a password and no user', 'redis://:swordfish@cache:6379', 'swordfish'],
    ['curl with a password', 'curl -u me:swordfish https://example.org', 'swordfish'],
    ['.netrc', 'machine example.org login me password swordfish', 'swordfish'],
    ['Authorization', 'Authorization: Bearer abcdefghijk', 'abcdefghijk'],
    ['Authorization of any scheme', '> authorization: ApiKey trout salmon', 'trout', 'salmon'],
    ['Basic', 'got Basic bWU6c3dvcmRmaXNo', 'bWU6c3dv'],
    ['a cookie', 'set-cookie: session=swordfish; HttpOnly', 'swordfish'],
  ] as [string, string, ...string[]][]
).map(([what, ...rest]) => planted(what, ...rest))

const formed: Planted[] = (
  [
    ['JWT', JWT],
    ['JWT that was cut', JWT.slice(0, 30)],
    ['AWS', `AKIA${word(16, 'ABCDEFGHIJKLMNOP')}`],
    ['GitHub', `ghp_${word(36)}`],
    ['GitHub (fine-grained)', `github_pat_${word(22)}_${word(59)}`],
    ['GitLab', `glpat-${word(20)}`],
    ['Vault', `hvs.${word(24)}`],
    ['Slack', `xoxb-${SLACK_TEAM}-${word(24)}`],
    ['npm', `npm_${word(36)}`],
    ['PyPI', `pypi-AgEIcHlwaS5vcmc${word(40)}`],
    ['Stripe', `sk_live_${word(24)}`],
    ['OpenAI', `sk-proj-${word(48)}`],
    ['Google', `AIza${word(35)}`],
    ['SendGrid', `SG.${word(22)}.${word(43)}`],
    ['age', `AGE-SECRET-KEY-1${word(58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L')}`],
  ] as const
).map(([what, token]) => planted(`a token of ${what}`, `see ${token} there`, token.slice(8)))

/** Every format that redaction promises to know. */
export const PLANTED: readonly Planted[] = [...objects, ...keys, ...named, ...formed]

/** What tools print that only looks like a secret. */
export const HONEST: readonly string[] = [
  'secret/istio-ca-secret created',
  'Error from server (NotFound): secrets "cacerts" not found',
  'NAME              TYPE               DATA   AGE\nistio-ca-secret   istio.io/ca-root   5      14s',
  'secret: failed to decode inlinebytes: illegal base64 data',
  'Error: unable to retrieve secret: not there',
  'credential_injector: warning\nsecret: warning\nfilter: info',
  '    SecretName:  istiod-tls\n    Optional:    false',
  '  istio-token:\n    Type:                    Projected\n    TokenExpirationSeconds:  43200',
  'automountServiceAccountToken: false',
  '      --token string          Bearer token for authentication to the API server',
  'the --password flag is deprecated; use basic authentication or a bearer token',
  'kind: ConfigMap\ndata:\n  mesh: |-\n    accessLogFile: /dev/stdout\n',
  'secretKeyRef:\n  name: db\n  key: password\n',
  "DB_PASSWORD:  <set to the key 'password' in secret 'db'>  Optional: false",
  'PWD=/tmp/work\nOLDPWD=/tmp',
  '- --service-account-key-file=/etc/kubernetes/pki/sa.pub',
  `${begin('CERTIFICATE')}\nMIIC${word(60)}\n${word(64)}\n${end('CERTIFICATE')}`,
  `ca.crt: ${base64(`${begin('CERTIFICATE')}\nMIIC${word(60)}\n`)}`,
  `a file that contains "${begin('PRIVATE KEY')}"`,
  'http://payments.payments:8080/hostname and https://example.org:443/a@b',
  'image: docker.io/istio/pilot@sha256:099e049362a1526b2db71494e1947aae99bd16290d7c895f2b7ea312e3cbfaed',
  'JWT_POLICY=third-party-jwt',
]
