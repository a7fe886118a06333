import { createRequire } from 'node:module'

// Node reads the file by itself. Vite, which Astro has read this one, would first rewrite a hundred modules of Astro's for it.
export const { collections } = createRequire(import.meta.url)('./collections.ts') as typeof import('./collections.ts')
