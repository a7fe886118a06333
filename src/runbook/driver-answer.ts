import type { Readable } from 'node:stream'

/** The next answer of the driver; undefined when the shell ends first. */
export function readAnswer(answers: Readable): Promise<[number, number[]] | undefined> {
  return new Promise((resolve) => {
    let text = ''
    const done = (answer: [number, number[]] | undefined) => {
      answers.off('data', onData)
      answers.off('end', onEnd)
      resolve(answer)
    }
    const onEnd = () => done(undefined)
    const onData = (chunk: Buffer) => {
      text += chunk.toString()
      if (!text.endsWith('\0')) return
      const [status = '', pipe = ''] = text.slice(0, -1).split('\t')
      done([Number(status), pipe.split(' ').filter(Boolean).map(Number)])
    }
    answers.on('data', onData)
    answers.on('end', onEnd)
  })
}
