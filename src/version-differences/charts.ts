import { parse } from 'yaml'
import { FactList, type Facts } from './facts.ts'
import { isObject, leavesOf } from './flatten.ts'

/** A chart: its name, its `values.yaml`, and the profiles beside it, by file name. */
export interface Chart {
  name: string
  values: string
  profiles: Readonly<Record<string, string>>
}

/** Charts that take profiles keep their own defaults below this key, so that a profile can be told from what a user sets. */
const DEFAULTS = '_internal_defaults_do_not_set'

/** Every value of every chart with its default, and every value that a profile of a chart sets. */
export function chartFacts(charts: readonly Chart[], hide: (text: string) => string): Facts {
  const list = new FactList()
  for (const { name, values, profiles } of charts) {
    add(name, withoutWrapper(parse(values)))
    for (const [file, text] of Object.entries(profiles)) {
      list.add(`${name}: ${file}`, 'file', 'there')
      add(`${name}: ${file}`, parse(text))
    }
  }
  return list.facts

  function add(where: string, value: unknown): void {
    for (const [path, leaf] of leavesOf(value ?? {})) if (path !== '') list.add(where, path, hide(leaf))
  }
}

function withoutWrapper(values: unknown): unknown {
  if (!isObject(values)) return values
  const inner = values[DEFAULTS] ?? values['defaults']
  return Object.keys(values).length === 1 && inner !== undefined ? inner : values
}
