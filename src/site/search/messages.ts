import type { CapturedMessage, Match } from '../messages/captured-message.ts'
import { MessageIndex } from '../messages/match-message.ts'

/** Search among captured messages. Their index is loaded by the first search, and again by the next one when that failed. */
export class MessageSearch {
  readonly #address: string
  #index: Promise<MessageIndex> | undefined

  /** @param address of the file with all captured messages */
  constructor(address: string) {
    this.#address = address
  }

  /** The messages that the text holds, the likeliest first. @throws Error when the messages cannot be loaded */
  async find(text: string): Promise<Match[]> {
    const index = (this.#index ??= load(this.#address))
    try {
      return (await index).find(text)
    } catch (error) {
      // Unless a newer search has begun to load them again.
      if (this.#index === index) this.#index = undefined
      throw error
    }
  }
}

async function load(address: string): Promise<MessageIndex> {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${address}: the server answered ${response.status}`)
  return new MessageIndex((await response.json()) as CapturedMessage[])
}
