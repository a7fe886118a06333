import { readFileSync } from 'node:fs'
import { getCACertificates } from 'node:tls'
import { EnvHttpProxyAgent, type Dispatcher } from 'undici'
import { PreconditionError } from '../../../shared/precondition-error.ts'
import { messageOf } from '../../../shared/thrown.ts'

/** Variables that name a file of further authorities: Node's own, and the one of OpenSSL, curl and Go. */
const CERTIFICATE_FILES = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE']

/** How to reach publishers from this machine. */
export interface Connection {
  dispatcher: Dispatcher
  /** The proxy that `HTTPS_PROXY` names, without its password; undefined: none. */
  proxy: string | undefined
  /** Milliseconds without a byte after which a connection counts as dead. While bytes arrive, however slowly, it is not. */
  silence: number
}

/**
 * Connects as `HTTPS_PROXY` and `NO_PROXY` say, and trusts the authorities of Node, of this system, and of the files that
 * `NODE_EXTRA_CA_CERTS` and `SSL_CERT_FILE` name. Close its dispatcher.
 * @throws PreconditionError for a proxy or a file of authorities that cannot be used
 */
export function openConnection(silence = SILENCE): Connection {
  const ca = authorities()
  const proxy = proxyFromEnvironment()
  const tls = { ca, timeout: CONNECT_TIMEOUT }
  const dispatcher = new EnvHttpProxyAgent({
    connect: tls,
    requestTls: tls,
    proxyTls: tls,
    // Only https is asked for; without HTTPS_PROXY undici would take HTTP_PROXY instead, which curl and Go do not.
    httpProxy: '',
    httpsProxy: proxy?.href ?? '',
    noProxy: process.env['no_proxy'] || process.env['NO_PROXY'] || '',
  })
  return { dispatcher, proxy: proxy?.host, silence }
}

/** Milliseconds in which a host has to take the connection. */
const CONNECT_TIMEOUT = 30_000
/** Milliseconds: a proxy that searches files for viruses may send nothing for a while. */
const SILENCE = 60_000

function proxyFromEnvironment(): URL | undefined {
  const value = process.env['https_proxy'] || process.env['HTTPS_PROXY']
  if (!value) return undefined
  // As curl and Go: an address without a scheme is one of http.
  const address = value.includes('://') ? value : `http://${value}`
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return new URL(address)
  throw new PreconditionError(
    'HTTPS_PROXY is not the address of an HTTP proxy: write it as http://proxy.example.com:3128, or unset it',
  )
}

function authorities(): string[] {
  const named = CERTIFICATE_FILES.flatMap((variable) => {
    const file = process.env[variable]
    return file ? [certificatesIn(variable, file)] : []
  })
  return [...getCACertificates('default'), ...getCACertificates('system'), ...named]
}

function certificatesIn(variable: string, file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new PreconditionError(`${variable} names a file that cannot be read: ${messageOf(error)}`)
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  throw new PreconditionError(`${variable} names ${file}, which has no certificate in it (PEM)`)
}
