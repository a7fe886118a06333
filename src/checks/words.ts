import type { Argument, CheckData, Subject } from './check-data.ts'
import { sinceWords } from './since.ts'

/**
 * A check as a sentence without a full stop: the script's own if it gave one, else one made of subject, matcher and
 * arguments, with the version since which it is so. Backticks mark names of code; what an output says stands in quotation marks.
 * @throws Error for a matcher that the subject does not have
 */
export function sentenceOf(check: CheckData): string {
  const sentence = check.sentence ?? generatedSentence(check)
  return check.since === undefined ? sentence : `${sentence} (since ${sinceWords(check.since)})`
}

/** The sentence that subject, matcher and arguments make. @throws Error as `sentenceOf` */
export function generatedSentence({ subject, matcher, args }: CheckData): string {
  const words = (MATCHERS[subject.type] as Record<string, Words | undefined>)[matcher]
  if (!words)
    throw new Error(
      `${subject.type} has no matcher ${matcher}; it has ${Object.keys(MATCHERS[subject.type]).join(', ')}`,
    )
  return words(NAMES[subject.type](subject as never), ...args)
}

/** Whether the subject has such a matcher. */
export function hasMatcher({ subject, matcher }: Pick<CheckData, 'subject' | 'matcher'>): boolean {
  return Object.hasOwn(MATCHERS[subject.type], matcher)
}

/** @param name the subject, as a noun */
type Words = (name: string, ...args: readonly Argument[]) => string

/** The noun for each kind of subject. */
const NAMES: { [Type in Subject['type']]: (subject: Extract<Subject, { type: Type }>) => string } = {
  output: () => 'the output',
  file: ({ name }) => `file \`${name}\``,
  object: ({ kind, name, namespace }) =>
    `${KIND_WORDS[kind] ?? kind} \`${namespace === undefined ? '' : `${namespace}/`}${name}\``,
  pods: ({ namespace, selector }) => podsNoun(selector, namespace),
  refusedPods: ({ namespace }) => namespace,
  proxy: ({ namespace, deployment }) => `the proxy of \`${namespace}/${deployment}\``,
}

/** Kinds that are better known by another name. */
const KIND_WORDS: Readonly<Record<string, string>> = { CustomResourceDefinition: 'CRD' }

/** All matchers by the subjects that have them; `tests/unit/checks/check-words.test.ts` compares this with their methods. */
export const MATCHERS: Readonly<Record<Subject['type'], Readonly<Record<string, Words>>>> = {
  output: {
    contains: (output, text) => `${output} contains ${quote(text)}`,
    lacks: (output, text) => `${output} does not contain ${quote(text)}`,
    equals: (output, text) => `${output} is ${quote(text)}`,
    hasRow: (_output, ...row) => `a line ${rowWords(row, one)}`,
    hasRows: (_output, count, ...row) =>
      count === 1 ? `exactly one line ${rowWords(row, one)}` : `exactly ${text(count)} lines ${rowWords(row, many)}`,
    lacksRow: (_output, ...row) => `no line ${rowWords(row, one)}`,
  },
  file: {
    isAbsent: (file) => `${file} does not exist`,
    contains: (file, text) => `${file} contains ${quote(text)}`,
    hasLine: (file, _pattern, form) => `${file} has a line ${text(form)}`,
  },
  object: {
    exists: (object) => `${object} exists`,
    isAbsent: (object) => `${object} does not exist`,
    isUnchanged: (object) => `${object} is unchanged`,
    hasLabel: (object, key, value) => `${object} has label \`${text(key)}=${text(value)}\``,
    lacksLabel: (object, key) => `${object} has no label \`${text(key)}\``,
    hasField: (object, path, value) => `${object} has \`${text(path)}: ${text(value)}\``,
    isAvailable: (deployment) => `${deployment} is rolled out and available`,
    isRestarted: (deployment) => `${deployment} has a new pod template`,
  },
  pods: {
    areReady: (pods, count) =>
      count === 1
        ? `exactly one ${singular(pods)} exists; it is ready, and none is terminating`
        : `exactly ${text(count)} ${pods} exist; all are ready, and none is terminating`,
    areAbsent: (pods) => `no ${singular(pods)} exists`,
    areUnchanged: (pods) => `the ${pods} are the same as before, and none restarted`,
    areReplaced: (pods) => `the ${pods} have been replaced`,
    haveAnnotation: (pods, key, value) => `the ${pods} have annotation \`${text(key)}=${text(value)}\``,
    haveNativeSidecar: (pods, name) => `the ${pods} run \`${text(name)}\` as a native sidecar`,
    haveOnlyContainers: (pods, ...names) =>
      names.length === 1
        ? `the ${pods} have a single container, \`${text(names[0]!)}\``
        : `the ${pods} have exactly the containers ${list(names.map((name) => `\`${text(name)}\``))}`,
    haveNoInitContainers: (pods) => `the ${pods} have no init containers`,
  },
  refusedPods: {
    existWithPrefix: (namespace, prefix) =>
      `an event in namespace \`${namespace}\` says that a pod of \`${text(prefix)}…\` could not be created`,
  },
  proxy: {
    rejectsClusters: (proxy) => `${proxy} rejects the clusters that istiod sends`,
    acceptsClusters: (proxy) => `${proxy} accepts the clusters that istiod sends`,
    knowsService: (proxy, service, port) => `${proxy} knows service \`${text(service)}:${text(port)}\``,
    hasLogLevel: (proxy, logger, level) => `${proxy} logs \`${text(logger)}\` at level \`${text(level)}\``,
    isUnresponsive: (proxy) => `${proxy} does not answer, although its port is open`,
    isRunning: (proxy) => `${proxy} answers`,
  },
}

/** How one line, or each of several, is told of. */
interface LineWords {
  starts: string
  names: string
  followed: string
}

const one: LineWords = { starts: 'starts with', names: 'names', followed: ', followed by ' }
const many: LineWords = { starts: 'start with', names: 'name', followed: ', each followed by ' }

/** "starts with “prod-stable”, followed by “default” and “payments”". */
function rowWords([first, ...others]: readonly Argument[], words: LineWords): string {
  const begin = isPods(first) ? `${words.names} ${word(first)}` : `${words.starts} ${word(first!)}`
  return others.length === 0 ? begin : `${begin}${words.followed}${list(others.map(word))}`
}

function word(value: Argument): string {
  if (!isPods(value)) return quote(value)
  const name = value.namespace === undefined ? value.podsOf : `${value.namespace}/${value.podsOf}`
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} \`${name}\` pod`
}

function isPods(value: Argument | undefined): value is { podsOf: string; namespace?: string } {
  return typeof value === 'object' && 'podsOf' in value
}

/** "`payments` pods", with the namespace where it has another name; the whole selector where it is not just an app. */
function podsNoun(selector: string, namespace: string): string {
  const app = /^app=([^,=!]+)$/.exec(selector)?.[1]
  if (app === undefined) return `pods with \`${selector}\` in \`${namespace}\``
  return app === namespace ? `\`${app}\` pods` : `\`${app}\` pods in \`${namespace}\``
}

function singular(pods: string): string {
  return pods.replace(/\bpods\b/, 'pod')
}

function list(items: readonly string[]): string {
  return LIST.format(items)
}

const LIST = new Intl.ListFormat('en-US')

function quote(value: Argument): string {
  return `“${text(value)}”`
}

function text(value: Argument): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value).replaceAll('\n', ' ⏎ ')
}
