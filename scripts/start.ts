import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { PROJECT } from '../src/root.ts'

const build = spawnSync(process.execPath, [join(PROJECT, 'scripts/build.ts')], { stdio: 'inherit' })
if (build.status !== 0) process.exit(build.status ?? 1)
const server = spawn(
  process.execPath,
  [
    join(PROJECT, 'node_modules/astro/bin/astro.mjs'),
    'preview',
    '--host',
    '127.0.0.1',
    '--port',
    process.env['PORT'] ?? '4321',
  ],
  { cwd: PROJECT, stdio: 'inherit', env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' } },
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
server.on('exit', (code) => process.exit(code ?? 0))
