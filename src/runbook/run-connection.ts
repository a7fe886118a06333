import { Connection } from '../kubernetes/index.ts'

/** A connection for one run: once it is closed it asks nothing any more, so that what still tries comes to its end. */
export class RunConnection extends Connection {
  #closed = false

  override async get<T>(path: string): Promise<T> {
    const answer = this.#closed ? undefined : await super.get<T>(path)
    if (this.#closed) throw new Error('the run is over')
    return answer as T
  }

  override close(): void {
    this.#closed = true
    super.close()
  }
}
