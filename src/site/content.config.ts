import { createRequire } from 'node:module'

// Astro has Vite read this file, which would rewrite a hundred modules of Astro's for what it imports. Node reads the other as it is.
export const { collections } = createRequire(import.meta.url)('./collections.ts') as typeof import('./collections.ts')
