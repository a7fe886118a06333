import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { loadPage } from '../../src/page/index.ts'
import { ROOT } from '../../src/shared/root.ts'
import { cleanEnvironment, npmRun, start } from '../support/project.ts'
import { expect, test } from '../support/supplied.ts'

const execute = promisify(execFile)

test('hands-on guides a learner: a task that is not done gets its hint, one done by hand or on request counts', async () => {
  const tasks = (await loadPage(ROOT, 'hands-on')).steps.filter(({ goal }) => goal !== undefined)
  const run = start(['npm', 'run', '--silent', 'runbook', 'hands-on', '--', '--interactive'], {}, 'pipe')
  let questions = 0
  const asked = () => run.printed(new RegExp(`(?:or \\[q\\]uit\\?[^]*){${++questions}}`))
  const answer = (word: string) => run.child.stdin!.write(`${word}\n`)
  try {
    await asked()
    const [, kubeconfig = '', tools = ''] = /export KUBECONFIG=(\S+) PATH=([^:]+):/.exec(run.text()) ?? []
    const [, work = ''] = /^ {2}cd (\S+)$/m.exec(run.text()) ?? []
    const env = { ...cleanEnvironment(), KUBECONFIG: kubeconfig, PATH: `${tools}:${process.env['PATH']}` }
    answer('c')
    await asked()
    expect(run.text()).toContain(tasks[0]!.hint)
    for (const task of tasks) {
      const onRequest = task.id === 'install'
      if (!onRequest) await execute('bash', ['-c', task.command], { cwd: work, env })
      answer(onRequest ? 's' : 'c')
      if (task !== tasks.at(-1)) await asked()
    }
    await run.printed(new RegExp(`All ${tasks.length} tasks are done`))
    expect((await run.ended).code).toBe(0)
  } finally {
    run.child.stdin!.end()
    await run.ended
    const [, name = ''] = /Cluster (\S+) was kept/.exec(run.text()) ?? []
    if (name) await npmRun(['cluster', 'down', name])
  }
})
