import { PreconditionError } from '../../../shared/precondition-error.ts'

/** A download that failed, with the address, the reason and what to do. */
export class DownloadError extends PreconditionError {
  override name = 'DownloadError'
  /** True for a reason that may be gone a moment later, as a connection that broke. */
  readonly mayPass: boolean

  constructor(message: string, mayPass: boolean) {
    super(message)
    this.mayPass = mayPass
  }
}

/** OpenSSL's and Node's codes for a certificate that is refused: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE = /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|ERR_TLS_CERT_|INVALID_CA|HOSTNAME_MISMATCH)/

/** Codes of a host that another attempt will not reach either. */
const UNREACHABLE = ['ENOTFOUND', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH']

/** The error for a connection that failed. @param proxy its address without a password; undefined: there is none */
export function connectionError(url: string, error: unknown, proxy: string | undefined): DownloadError {
  const { code = '', message } = innermost(error)
  const way = proxy === undefined ? '' : ` through the proxy ${proxy}`
  const refused = /Proxy response \((\d+)\)/.exec(message)?.[1]
  if (refused === '407') return new DownloadError(`${url}: ${proxyLogin(proxy)}`, false)
  if (refused !== undefined)
    return new DownloadError(`${url}: the proxy ${proxy} refused the connection (${refused})`, refused.startsWith('5'))
  if (CERTIFICATE.test(code))
    return new DownloadError(
      `${url}: the certificate of ${new URL(url).host} is refused${way} (${code})\n` +
        '  Where a company signs connections itself, set NODE_EXTRA_CA_CERTS or SSL_CERT_FILE to a file with the certificate of its authority (PEM).',
      false,
    )
  return new DownloadError(`${url}: no answer${way}: ${message}`, !UNREACHABLE.includes(code))
}

/** The error for an answer that is not the file. */
export function statusError(url: string, status: number, proxy: string | undefined): DownloadError {
  if (status === 407) return new DownloadError(`${url}: ${proxyLogin(proxy)}`, false)
  const mayPass = status >= 500 || status === 408 || status === 429
  const hint = status === 404 ? '; does toolchain.yaml name a version that was published for this system?' : ''
  return new DownloadError(`${url}: the server answered ${status}${hint}`, mayPass)
}

function proxyLogin(proxy: string | undefined): string {
  return (
    `the proxy ${proxy ?? 'on the way'} asks for a name and a password (407)\n` +
    '  Put them into HTTPS_PROXY, as in http://name:password@proxy.example.com:3128.'
  )
}

function innermost(error: unknown): { code?: string; message: string } {
  const { cause, errors } = error as { cause?: unknown; errors?: unknown[] }
  if (cause instanceof Error) return innermost(cause)
  if (errors?.[0] instanceof Error) return innermost(errors[0])
  return error as Error
}
