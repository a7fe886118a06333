import { CARD } from './social-card.ts'

/**
 * What the head of each page says of the picture beside a link to it. Networks fetch it from elsewhere, so its address
 * is a whole one.
 * @param base path of the site, with or without a slash at its end
 */
export function socialMeta(site: string, base: string) {
  const meta = (property: string, content: string) => ({ tag: 'meta' as const, attrs: { property, content } })
  return [
    meta('og:image', new URL(`${base.replace(/\/$/, '')}/social-card.png`, site).href),
    meta('og:image:width', String(CARD.width)),
    meta('og:image:height', String(CARD.height)),
    meta('og:image:alt', 'Proving Ground: Istio, proven command by command'),
  ]
}
