/** Parts of output that differ from run to run although nothing is different. The order matters: longest first. */
export const VARIABLE: [RegExp, string][] = [
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>'],
  [/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?(\/\d+)?\b/g, '<ip>'],
  // A pod's name: template hash and suffix, or the suffix alone (k8s.io/apimachinery/pkg/util/rand's alphabet).
  [/-[bcdfghjklmnpqrstvwxz2456789]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-<pod>'],
  // Not CPU, which is counted in thousandths with the same letter: `cpu: 200m`.
  [/(?<!\bcpu\W{1,12})\b((\d+d)?(\d+h)?(\d+m)?\d+(\.\d+)?(ms|s|m|h|d)|\d+m\d+s|\d+h\d+m|\d+d\d+h)\b/g, '<age>'],
  [/:3[0-2]\d{3}\/(TCP|UDP)/g, ':<nodeport>/$1'],
  [/[ ]{2,}/g, '  '],
]

/** The text with its variable parts replaced by their names, for comparing two runs. Widths of columns go with them. */
export function mask(text: string): string {
  return VARIABLE.reduce((all, [pattern, name]) => all.replace(pattern, name), text)
}
