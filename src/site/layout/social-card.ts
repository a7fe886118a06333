/** Size of the picture in pixels, as every network that shows one asks for it. */
export const CARD = { width: 1200, height: 630 }

const SANS = "font-family=\"'Noto Sans','Liberation Sans','DejaVu Sans Condensed',sans-serif\""
const MONO = "font-family=\"'Noto Sans Mono','Liberation Mono','DejaVu Sans Mono',monospace\""

/** The picture that stands beside a link to this site, as SVG. The figures are of the whole site. */
export function socialCard({ runbooks, commands }: { runbooks: number; commands: number }): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${CARD.width}" height="${CARD.height}" viewBox="0 0 1200 630">
  <rect width="1200" height="630" fill="#fcfbf7"/>
  <rect width="1200" height="14" fill="#17653a"/>
  <path d="M92 94l14 14 26-34" fill="none" stroke="#17653a" stroke-width="10"/>
  <path d="M84 126h56" stroke="#1b1a16" stroke-width="7"/>
  <text x="164" y="122" ${SANS} font-size="40" font-weight="700" fill="#1b1a16">Proving Ground</text>
  <g ${SANS} font-size="92" font-weight="700" fill="#1b1a16" letter-spacing="-2.5">
    <text x="80" y="278">Istio, proven</text>
    <text x="80" y="382">command by command</text>
  </g>
  <rect x="80" y="446" width="1040" height="112" rx="6" fill="#f4f1e9" stroke="#cdc7b8" stroke-width="2"/>
  <g ${MONO} font-size="28">
    <text x="112" y="494" fill="#1b1a16">${commands} commands in ${runbooks} runbooks</text>
    <text x="112" y="534" fill="#17653a">✓ run word for word on a real cluster</text>
  </g>
</svg>`
}
