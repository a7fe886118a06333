import { printable } from './printable.ts'

/**
 * Text as it may stand in an XML element, or in an attribute between double quotes. XML 1.0 has no control characters, not
 * even escaped ones: they are written as `\x1b`, and U+FFFE, U+FFFF and half of a surrogate pair become U+FFFD.
 */
export function xmlText(text: string): string {
  return printable(Buffer.from(text))
    .text.replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/**
 * An element with these attributes, and with what stands in it, each part on a line of its own.
 * @param attributes by name, as plain text or numbers; a parser gives line breaks and tabs back as they are here
 * @param parts elements, as this function gives them
 */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  parts: readonly string[] = [],
): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlAttribute(String(value))}"`)
  const start = `<${name}${given.join('')}`
  return parts.length === 0 ? `${start}/>` : `${start}>\n${parts.join('\n')}\n</${name}>`
}

/** White space in an attribute is read as spaces unless it is escaped. */
function xmlAttribute(text: string): string {
  return xmlText(text).replaceAll('\n', '&#xA;').replaceAll('\t', '&#x9;')
}
