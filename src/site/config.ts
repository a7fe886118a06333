import starlight from '@astrojs/starlight'
import { defineConfig } from 'astro/config'
import { listGroups } from '../page/groups.ts'
import { ROOT } from '../shared/root.ts'
import { cardHead } from './lib/card-head.ts'
import { address, DESCRIPTION, TITLE } from './lib/site.ts'
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
  // The browser does it by itself, for the rules in the head.
  prefetch: false,
  // Commands are shown by `<Step>`, not by their fences; colouring these cost more than rendering the pages.
  markdown: { syntaxHighlight: false },
  vite: {
    // Astro's own marks in compiled MDX, which it takes out again.
    build: { rolldownOptions: { checks: { moduleLevelDirective: false } } },
    environments: {
      client: {
        build: {
          rolldownOptions: {
            output: {
              // What scripts of several pages have in common, as one file: of each small one, half would be headers.
              codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] },
            },
          },
        },
      },
    },
    experimental: {
      // A script finds what it loads beside itself: the copy for offline use is served from anywhere.
      renderBuiltUrl: (_name, { hostType, ssr }) => (hostType === 'js' && !ssr ? { relative: true } : undefined),
    },
  },
  integrations: [
    starlight({
      title: TITLE,
      description: DESCRIPTION,
      disable404Route: true,
      expressiveCode: false,
      // The build writes the index itself (src/site/lib/search-index.ts); Starlight marks the text for it all the same.
      pagefind: false,
      routeMiddleware: './src/site/route-data.ts',
      head: [
        ...cardHead(site, base),
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
        'tokens',
        'base',
        'shell',
        'runbook',
        'lesson',
        'diagram',
        'finding',
        'progress',
        'steady',
        'print',
      ].map((name) => `./src/site/styles/${name}.css`),
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
          // A fold without a name is one that nobody can call.
          items: groups.flatMap<string | { label: string; collapsed: boolean; items: string[] }>(
            ({ title, runbooks }) => {
              const pages = runbooks.map((id) => `runbooks/${id}`)
              return title === '' ? pages : [{ label: title, collapsed: true, items: pages }]
            },
          ),
        },
        { label: 'I see this message', link: '/messages/' },
        { label: 'Commands and flags', link: '/commands/' },
        { label: 'Your progress', link: '/progress/' },
        { label: 'Glossary', link: '/glossary/' },
        { label: 'Seed commands, re-run', link: '/seed-commands/' },
        { label: 'Status', link: '/status/' },
        { label: 'About the proof', link: '/about-the-proof/' },
      ],
    }),
  ],
})
