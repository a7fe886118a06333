import { createRequire } from 'node:module'

// Astro loads this file through Vite, which would transform a hundred modules for what the collections import. `require` has
// Node load them without Vite, and the build starts faster.
export const { collections } = createRequire(import.meta.url)('./collections.ts') as typeof import('./collections.ts')
