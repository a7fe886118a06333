import { rename, writeFile } from 'node:fs/promises'
import { stringify } from 'yaml'
import type { Need } from '../provider.ts'
import { loadToolchain } from '../toolchain.ts'
import { openConnection } from './download/connection.ts'
import { textAt } from './download/http.ts'
import { withRetries } from './download/retry.ts'
import { pinnedSums, sumFor, sumsFile } from './download/sums.ts'
import { SYSTEMS, wantedTools } from './tools.ts'

const HEAD = `# SHA-256 of the tools that the toolchain \`published\` downloads, by their address. Written by npm run toolchain pin.
`

/**
 * Writes the sums that publishers put beside the pinned tools, of every system, to `toolchain.sums.yaml`; all or none.
 * @returns a line for each address whose sum is new or is another than was pinned
 * @throws DownloadError when a sum cannot be had
 */
export async function pinSums(signal: AbortSignal): Promise<string[]> {
  const before = pinnedSums()
  const pins = loadToolchain()
  const needs: Need[] = ['helm', ...Object.keys(pins.published.otherIstio).map((minor): Need => `istio-${minor}`)]
  const tools = SYSTEMS.flatMap((system) => wantedTools(pins, needs, 'new cluster', system))
  const connection = openConnection()
  try {
    const pairs = await Promise.all(
      tools.map(async ({ from, sumFrom }) => {
        const text = await withRetries(() => textAt(sumFrom, { connection, signal }), signal)
        return [from, sumFor(from, text, sumFrom)] as const
      }),
    )
    const file = sumsFile()
    await writeFile(`${file}.new`, `${HEAD}${stringify({ sha256: Object.fromEntries(pairs) }, { lineWidth: 0 })}`)
    await rename(`${file}.new`, file)
    return pairs
      .filter(([url, sum]) => before[url] !== sum)
      .map(([url, sum]) => (before[url] === undefined ? `${url}: ${sum}` : `${url}: ${sum}, was ${before[url]}`))
  } finally {
    await connection.dispatcher.destroy()
  }
}
