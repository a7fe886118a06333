import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { PreconditionError } from '../src/shared/precondition-error.ts'
import { main } from '../src/command-line/main.ts'
import { PROJECT } from '../src/shared/root.ts'

await main(async () => {
  const port = portOf(process.env['PORT'] ?? '')
  const build = spawnSync(process.execPath, [join(PROJECT, 'scripts/build.ts')], { stdio: 'inherit' })
  return build.status === 0 ? serve(port) : (build.status ?? 1)
})

/** @throws PreconditionError for what is no port */
function portOf(setting: string): string {
  if (setting === '') return '4321'
  if (/^\d{1,5}$/.test(setting) && Number(setting) <= 65535) return setting
  throw new PreconditionError(`PORT=${setting}: is not the number of a port, 0 to 65535 (0: any that is free)`)
}

/** Serves what was built until a signal comes. @returns the exit code of the server */
async function serve(port: string): Promise<number> {
  const server = spawn(
    process.execPath,
    [join(PROJECT, 'node_modules/astro/bin/astro.mjs'), 'preview', '--host', '127.0.0.1', '--port', port],
    { cwd: PROJECT, stdio: 'inherit', env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' } },
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
  return new Promise((resolve) => server.on('exit', (code) => resolve(code ?? 0)))
}
