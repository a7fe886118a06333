import starlight from '@astrojs/starlight'
import { defineConfig } from 'astro/config'
import { listGroups } from '../page/groups.ts'
import { ROOT } from '../shared/root.ts'
import { socialMeta } from './layout/social-meta.ts'
import { address, DESCRIPTION, TITLE } from './shared/site.ts'
import { relative } from 'node:path'

const { site, base } = address()
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
  // The browser prefetches by itself, by the speculation rules in the head below.
  prefetch: false,
  // Commands are shown and colored by `<Step>` (src/site/code/command-tokens.ts), not by their fences, which nobody sees.
  markdown: { syntaxHighlight: false },
  vite: {
    // Astro writes directives into compiled MDX and removes them later; without this the bundler warns about each.
    build: { rolldownOptions: { checks: { moduleLevelDirective: false } } },
    environments: {
      client: {
        build: {
          rolldownOptions: {
            output: {
              // One file for all modules that several pages share: of many small files, half of the bytes sent would be headers.
              codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] },
            },
          },
        },
      },
    },
    experimental: {
      // Scripts load their parts by relative addresses, because the copy for offline use may be served below any path.
      renderBuiltUrl: (_name, { hostType, ssr }) => (hostType === 'js' && !ssr ? { relative: true } : undefined),
    },
  },
  integrations: [
    starlight({
      title: TITLE,
      description: DESCRIPTION,
      disable404Route: true,
      expressiveCode: false,
      // The build writes the index itself (src/site/post-build/search-index.ts); Starlight marks the text for it all the same.
      pagefind: false,
      routeMiddleware: './src/site/route-data.ts',
      head: [
        ...socialMeta(site, base),
        {
          tag: 'script',
          attrs: { type: 'speculationrules' },
          content: JSON.stringify({ prefetch: [{ where: { href_matches: '/*' }, eagerness: 'moderate' }] }),
        },
        {
          tag: 'link',
          attrs: {
            rel: 'alternate',
            type: 'application/atom+xml',
            title: 'Verification results',
            href: `${base}feed.xml`,
          },
        },
      ],
      customCss: [
        './src/site/shared/tokens.css',
        './src/site/shared/base.css',
        './src/site/layout/shell.css',
        './src/site/runbook/proof-badge.css',
        './src/site/runbook/runbook.css',
        './src/site/lesson/lesson.css',
        './src/site/diagram/diagram.css',
        './src/site/glossary/term.css',
        './src/site/progress/progress.css',
        './src/site/layout/layout-shift.css',
        './src/site/shared/print.css',
      ],
      components: {
        PageTitle: './src/site/overrides/PageTitle.astro',
        Pagination: './src/site/overrides/Pagination.astro',
        Search: './src/site/overrides/Search.astro',
      },
      markdown: { processedDirs: [content] },
      sidebar: [
        { label: 'Start here', link: '/' },
        { label: 'Lessons', items: [{ autogenerate: { directory: `${content}/lessons` } }] },
        { label: 'Decisions', collapsed: true, items: [{ autogenerate: { directory: `${content}/decisions` } }] },
        {
          label: 'Runbooks',
          // Starlight can fold a group only when it has a label.
          items: groups.flatMap<string | { label: string; collapsed: boolean; items: string[] }>(
            ({ title, runbooks }) => {
              const pages = runbooks.map((id) => `runbooks/${id}`)
              return title === '' ? pages : [{ label: title, collapsed: true, items: pages }]
            },
          ),
        },
        { label: 'I see this message', link: '/messages/' },
        { label: 'Commands and flags', link: '/commands/' },
        { label: 'From 1.30 to 1.31', link: '/version-differences/' },
        { label: 'Your progress', link: '/progress/' },
        { label: 'Glossary', link: '/glossary/' },
        { label: 'Legacy commands, re-run', link: '/legacy-commands/' },
        { label: 'Status', link: '/status/' },
        { label: 'About the proof', link: '/about-the-proof/' },
      ],
    }),
  ],
})
