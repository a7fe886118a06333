import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import sirv from 'sirv'
import { stringify } from 'yaml'

/** A Helm repository that a run's commands know as `istio`. */
export interface ChartRepository {
  /** Its address, different in each run. */
  url: string
  /** Serves another directory from now on, as if its charts had been published now; nothing when none was served before. */
  serve(charts: string | undefined): void
  close(): void
}

/** Where Istio publishes its charts since 1.31: istio.io/latest/news/releases/1.31.x/announcing-1.31 */
const PUBLIC = 'https://blob.istio.io/istio-release/charts'

/**
 * Does for the run's own Helm configuration what `helm repo add istio …` does for a reader's: the toolchain's charts,
 * served on loopback, or the public repository when the toolchain has none of its own.
 * @param config the directory that HELM_CONFIG_HOME names
 */
export async function addChartRepository(charts: string | undefined, config: string): Promise<ChartRepository> {
  let handler = charts === undefined ? undefined : sirv(charts, { dev: true })
  const server = handler && createServer((request, response) => handler?.(request, response))
  if (server) {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
    // A command that hangs on to its connection must not keep the run alive.
    server.unref()
  }
  const url = server ? `http://127.0.0.1:${(server.address() as AddressInfo).port}` : PUBLIC
  await mkdir(config, { recursive: true })
  await writeFile(
    join(config, 'repositories.yaml'),
    stringify({ apiVersion: '', repositories: [{ name: 'istio', url }] }),
  )
  return {
    url,
    serve: (other) => {
      if (server && other !== undefined) handler = sirv(other, { dev: true })
    },
    close: () => void server?.close(),
  }
}
