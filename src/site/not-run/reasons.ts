/** The only reasons for which a page may show a command that was not run, and what each means to a reader. */
export const REASONS = {
  ztunnel: 'needs ztunnel, which no package registry has',
  internet: 'needs the internet, which the recording machine cannot reach',
  'second-machine': 'needs a second machine',
} as const

export type Reason = keyof typeof REASONS
