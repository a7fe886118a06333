// Not TypeScript: for a configuration in that, Astro starts a Vite of its own first. Node reads the other file by itself.
export { default } from './src/site/config.ts'
