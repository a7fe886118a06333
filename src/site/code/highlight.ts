import { createHighlighterCoreSync, type ThemeRegistrationRaw } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import json from 'shiki/langs/json.mjs'
import shellscript from 'shiki/langs/shellscript.mjs'
import yaml from 'shiki/langs/yaml.mjs'
import { memoize } from '../../shared/memoize.ts'
import { merged, type Token, type TokenKind } from './tokens.ts'

/** The languages that pages show. */
export type Language = 'shellscript' | 'yaml' | 'json'

/**
 * Which scopes of the grammars are which kind. Of a token's nested scopes the innermost with an entry counts, so `plain`
 * ends what a scope around it began: `"$(date)"` is a command inside a quoted text.
 */
const SCOPES: Record<TokenKind | 'plain', string[]> = {
  key: ['entity.name.tag.yaml', 'support.type.property-name.json', 'constant.other.option'],
  value: ['string.quoted', 'string.unquoted.block.yaml', 'source.yaml constant', 'source.json constant'],
  variable: [
    'meta.parameter-expansion',
    'variable.other',
    'variable.parameter',
    'variable.language.special.shell',
    'punctuation.definition.variable.shell',
  ],
  keyword: [
    'keyword.control',
    'keyword.operator.pipe',
    'keyword.operator.redirect',
    'keyword.operator.heredoc',
    'keyword.operator.herestring',
    'storage.modifier',
    'constant.character.escape.line-continuation',
    'punctuation.definition.string.heredoc',
    'punctuation.definition.subshell',
    'punctuation.separator.statement',
    'punctuation.terminator.statement',
  ],
  comment: ['comment'],
  plain: ['meta.scope.subshell', 'string.unquoted.argument', 'string.quoted.heredoc'],
}

/** A theme whose "colors" are the names of the kinds. The style sheet gives each kind its color. */
const theme: ThemeRegistrationRaw = {
  name: 'kinds',
  type: 'light',
  fg: 'plain',
  bg: '#ffffff',
  settings: Object.entries(SCOPES).map(([kind, scope]) => ({ scope, settings: { foreground: kind } })),
}

const highlighter = createHighlighterCoreSync({
  themes: [theme],
  langs: [json, shellscript, yaml],
  engine: createJavaScriptRegexEngine(),
})

/** Lines longer than this, in characters, stay plain: the time that a grammar takes for one is not bounded. */
const LONGEST_LINE = 2_000

/** The tokens of a text; joined they are the text, byte for byte. The same text is read once in a build. */
export const highlight: (text: string, language: Language) => readonly Token[] = memoize(
  (text: string, language: Language): readonly Token[] => {
    const tokens: Token[] = []
    let end = 0
    for (const { offset, content, color } of highlighter
      .codeToTokensBase(text, {
        lang: language,
        theme: 'kinds',
        tokenizeMaxLineLength: LONGEST_LINE,
        // With a limit of time, the page would depend on how busy the machine is.
        tokenizeTimeLimit: 0,
      })
      .flat()) {
      // Between two lines stands their line ending, which is in no token.
      tokens.push({ text: text.slice(end, offset), kind: undefined })
      end = offset + content.length
      tokens.push({ text: text.slice(offset, end), kind: isKind(color) ? color : undefined })
    }
    tokens.push({ text: text.slice(end), kind: undefined })
    return merged(tokens.filter((token) => token.text !== ''))
  },
)

function isKind(color: string | undefined): color is TokenKind {
  return color !== undefined && color !== 'plain' && color in SCOPES
}
