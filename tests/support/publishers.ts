import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A release in GitHub's list, as far as it is looked at. */
export interface ListedRelease {
  tag_name: string
  draft: boolean
  prerelease: boolean
  body?: string | null
}

/** An issue as GitHub's API shows it. */
export interface ListedIssue {
  number: number
  title: string
  body: string | null
  state: 'open' | 'closed'
  user: { type: 'Bot' | 'User' }
  pull_request?: object
}

/** How many issues are on a page here: few, so that a second page is easy to need. */
const PAGE = 2

/**
 * A stand-in on loopback for hosts that cannot be reached from where the tests run: api.github.com with releases and issues,
 * dl.k8s.io, and a published site.
 */
export class StandInPublishers {
  /** By `host/path`: what is answered there in place of the rest. */
  readonly answers = new Map<string, { status?: number; text: string }>()
  readonly issues: ListedIssue[] = []
  /** What was asked, as `METHOD path`, with the token where one came along. */
  readonly requests: { line: string; token: string | undefined }[] = []
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response))

  /** Begins to listen. @returns `http://127.0.0.1:<port>` */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  /** Answers with these releases for a repository, `owner/name`. */
  releases(repository: string, list: readonly ListedRelease[]): void {
    this.answers.set(`api.github.com/repos/${repository}/releases`, { text: JSON.stringify(list) })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://127.0.0.1')
    this.requests.push({ line: `${request.method} ${pathname}`, token: request.headers.authorization })
    const known = this.answers.get(pathname.slice(1))
    if (known) return void response.writeHead(known.status ?? 200).end(known.text)
    const [, number] = /^\/api\/repos\/team\/course\/issues(?:\/(\d+))?$/.exec(pathname) ?? [undefined]
    if (!pathname.startsWith('/api/repos/team/course/issues')) return void response.writeHead(404).end('Not Found')
    if (request.method === 'GET') return this.#list(request, response, Number(searchParams.get('page') ?? 1))
    const content = JSON.parse(await textOf(request)) as Partial<ListedIssue>
    response.writeHead(number === undefined ? 201 : 200).end(JSON.stringify(this.#write(number, content)))
  }

  #list(request: IncomingMessage, response: ServerResponse, page: number): void {
    const open = this.issues.filter(({ state }) => state === 'open')
    const next = `http://${request.headers.host}/api/repos/team/course/issues?state=open&page=${page + 1}`
    const more = open.length > page * PAGE
    response.writeHead(200, more ? { Link: `<${next}>; rel="next", <${next}>; rel="last"` } : {})
    response.end(JSON.stringify(open.slice((page - 1) * PAGE, page * PAGE)))
  }

  #write(number: string | undefined, content: Partial<ListedIssue>): ListedIssue {
    const old = this.issues.find((one) => one.number === Number(number))
    if (old) return Object.assign(old, content)
    const fresh: ListedIssue = {
      number: this.issues.length + 1,
      title: '',
      body: null,
      state: 'open',
      user: { type: 'Bot' },
      ...content,
    }
    this.issues.push(fresh)
    return fresh
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
