import { createRequire } from 'node:module'
import type { SecretLintRuleCreator } from './secretlint.ts'
import { matches, type Found } from './found.ts'

/** Tokens that their first characters tell, more loosely than secretlint does: also short ones, and such as were cut. */
const PREFIXED =
  /\b(?:(?:gh[pousr]_|github_pat_|gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt)-|xox[abeoprs]-|xapp-|hv[sbr]\.|dop_v1_|shp(?:at|ca|pa|ss)_|pypi-|AGE-SECRET-KEY-1)[\w.-]{8,}|npm_[A-Za-z0-9]{16,}|(?:sk|rk)_(?:live|test)_\w{8,}|sk-(?:ant-|proj-|or-)?[\w-]{20,}|AIza[\w-]{30,}|ya29\.[\w-]{10,}|(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{12,})/g

/** Words that follow "Basic" or "Bearer" in sentences. */
const SCHEME =
  /\b(?:Bearer|Basic)\s+(?!(?:authentication|authorization|credentials?|constraints|information)\b)(?<value>[\w+/.=~-]{8,})/gi

const JWT = /\beyJ[\w-]{8,}(?:\.[\w-]*)*/g

/** Tokens that can be told by their form, wherever they stand. */
export function tokens(text: string): Found[] {
  const what = 'token'
  const jwt = matches(text, JWT, what).filter(({ start, end }) => isJwt(text.slice(start, end)))
  return [...matches(text, PREFIXED, what), ...matches(text, SCHEME, what, 'value'), ...jwt, ...byRules(text)]
}

/** Base64 of any JSON object begins like one; a token names its algorithm. */
function isJwt(text: string): boolean {
  return /"(?:alg|enc|typ)"/.test(Buffer.from(text.split('.')[0]!, 'base64url').toString('latin1'))
}

let rules: readonly SecretLintRuleCreator[] | undefined

/** What secretlint's recommended rules find. Loaded when first needed: to load them takes as long as starting a step. */
function byRules(text: string): Found[] {
  rules ??= loadRules()
  const found: Found[] = []
  const source = {
    content: text,
    ext: '.txt',
    filePath: 'output.txt',
    physicalFilePath: undefined,
    contentType: 'text',
  }
  for (const rule of rules) {
    const what = rule.meta.id.replace(/^.*secretlint-rule-/, '')
    const context = {
      sharedOptions: {},
      createTranslator: () => (messageId: string) => ({ messageId, message: messageId }),
      report: ({ range: [start, end] }: { range: readonly [number, number] }) => void found.push({ start, end, what }),
      ignore: () => undefined,
    }
    rule.create(context, {}).file?.({ ...source, hasBOM: false, getFilePath: () => source.filePath })
  }
  return found
}

/** All but the rule that lets a comment in the text switch the others off. */
function loadRules(): SecretLintRuleCreator[] {
  const preset = createRequire(import.meta.url)('@secretlint/secretlint-rule-preset-recommend') as {
    rules: SecretLintRuleCreator[]
  }
  return preset.rules.filter(({ meta }) => !meta.id.endsWith('filter-comments'))
}
