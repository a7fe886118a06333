const SECRETS: [RegExp, string][] = [
  [/-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?-----END \1-----/g, '[redacted: private key]'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '[redacted: token]'],
  [/\b(Bearer|Basic)\s+[\w+/.=-]{8,}/gi, '$1 [redacted]'],
  [/\b(client-key-data|client-certificate-data|token|password|secret-key|tls\.key|ca-key\.pem|key\.pem)(["']?\s*[:=]\s*["']?)[\w+/.=-]{8,}/gi, '$1$2[redacted]'],
  [/\b(gh[pousr]_|xox[abp]-|AKIA|npm_)[\w-]{10,}/g, '[redacted: token]'],
]

/**
 * Takes keys, tokens and passwords out of text, and what belongs to this machine alone.
 * @param places texts such as the run's directory, each with the name that stands for it
 */
export function redact(text: string, places: ReadonlyMap<string, string> = new Map()): string {
  const moved = [...places].reduce((all, [place, name]) => all.replaceAll(place, name), text)
  return SECRETS.reduce((all, [pattern, instead]) => all.replace(pattern, instead), moved)
}
