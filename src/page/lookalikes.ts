/** A character that a reader takes for another one, or does not see at all. */
export interface Lookalike {
  /** `U+2013 (en dash)` */
  name: string
  /** Counted from 1, in the text that was searched. */
  line: number
  /** Counted from 1, in Unicode code points. */
  column: number
}

/**
 * Dashes, quotes and spaces beyond ASCII, characters without a shape of their own, full-width forms, and letters of
 * alphabets whose letters look like Latin ones. Bash takes each of them as a letter.
 */
const LOOKALIKE =
  /[\p{Pd}\p{Pi}\p{Pf}\p{Zs}\p{Zl}\p{Zp}\p{Cf}\p{Default_Ignorable_Code_Point}\u2212\u02B9-\u02BF\u02C8\u2032-\u2037\u2044\u2215\u201A\u201E\uFF01-\uFF5E\p{Script=Greek}\p{Script=Cyrillic}]/gu

/** The names that people know; others are told by their number. */
const NAMES: Record<number, string> = {
  0xa0: 'no-break space',
  0xad: 'soft hyphen',
  0x200b: 'zero-width space',
  0x200c: 'zero-width non-joiner',
  0x200d: 'zero-width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x2010: 'hyphen',
  0x2011: 'no-break hyphen',
  0x2012: 'figure dash',
  0x2013: 'en dash',
  0x2014: 'em dash',
  0x2015: 'horizontal bar',
  0x2018: 'typographic quote',
  0x2019: 'typographic quote',
  0x201a: 'typographic quote',
  0x201c: 'typographic quote',
  0x201d: 'typographic quote',
  0x201e: 'typographic quote',
  0x202e: 'right-to-left override',
  0x202f: 'narrow no-break space',
  0x2060: 'word joiner',
  0x2212: 'minus sign',
  0xfeff: 'byte order mark',
}

/** Every character of a command that looks like another one or cannot be seen. */
export function lookalikes(text: string): Lookalike[] {
  return text.split('\n').flatMap((content, i) =>
    [...content.matchAll(LOOKALIKE)]
      .filter(([found]) => !isAscii(found))
      .map(({ 0: found, index }) => ({
        name: nameOf(found.codePointAt(0)!),
        line: i + 1,
        column: Array.from(content.slice(0, index)).length + 1,
      })),
  )
}

/** The hyphen-minus and the space belong to the same classes as their lookalikes. */
function isAscii(character: string): boolean {
  return character.codePointAt(0)! < 0x80
}

function nameOf(code: number): string {
  const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  return NAMES[code] === undefined ? number : `${number} (${NAMES[code]})`
}
