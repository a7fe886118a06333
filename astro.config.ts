import starlight from '@astrojs/starlight'
import { defineConfig } from 'astro/config'
import { listGroups } from './src/page/groups.ts'
import { ROOT } from './src/root.ts'
import { relative } from 'node:path'

/** Where the site will be served: `SITE_URL` and `SITE_BASE` say, with defaults for a local preview. */
const site = process.env['SITE_URL'] ?? 'http://localhost:4321'
const base = process.env['SITE_BASE'] ?? '/'
const groups = await listGroups(ROOT)
const content = relative(process.cwd(), `${ROOT}/content`)

export default defineConfig({
  site,
  base,
  srcDir: './src/site',
  publicDir: './src/site/public',
  outDir: process.env['SITE_OUT'] ?? './dist',
  ...(process.env['SITE_CACHE'] ? { cacheDir: process.env['SITE_CACHE'] } : {}),
  trailingSlash: 'always',
  // Commands are shown by `<Step>`, not by their fences; colouring these cost more than rendering the pages.
  markdown: { syntaxHighlight: false },
  integrations: [
    starlight({
      title: 'Proving Ground',
      description: 'Installing and operating Istio, with every command run on a real cluster.',
      disable404Route: true,
      expressiveCode: false,
      customCss: [
        'tokens',
        'base',
        'runbook',
        'lesson',
        'diagram',
        'decision',
        'quiz',
        'finding',
        'steady',
        'print',
      ].map((name) => `./src/site/styles/${name}.css`),
      components: {
        PageTitle: './src/site/overrides/PageTitle.astro',
        Search: './src/site/overrides/Search.astro',
      },
      markdown: { processedDirs: [content] },
      sidebar: [
        { label: 'Start here', link: '/' },
        { label: 'Lessons', items: [{ autogenerate: { directory: `${content}/lessons` } }] },
        { label: 'Decisions', collapsed: true, items: [{ autogenerate: { directory: `${content}/decisions` } }] },
        {
          label: 'Runbooks',
          items: groups.map(({ title, runbooks }) => ({ label: title, items: runbooks.map((id) => `runbooks/${id}`) })),
        },
        { label: 'I see this message', link: '/messages/' },
        { label: 'Glossary', link: '/glossary/' },
        { label: 'Seed commands, re-run', link: '/seed-commands/' },
        { label: 'About the proof', link: '/about-the-proof/' },
      ],
    }),
  ],
})
