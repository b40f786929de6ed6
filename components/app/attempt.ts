/** A write that somebody asked for: under way, done, or failed with what was typed still there. */
import type { ReactiveControllerHost } from 'lit'

export class Attempt {
  isBusy = false
  /** Of the latest try; undefined when it went well or none was made. */
  problem: unknown
  readonly #host: Pick<ReactiveControllerHost, 'requestUpdate'>

  constructor(host: Pick<ReactiveControllerHost, 'requestUpdate'>) {
    this.#host = host
  }

  /** Never rejects: a failure is `problem`. @returns whether it went well; false too while another one is under way. */
  async run(write: () => Promise<unknown>): Promise<boolean> {
    if (this.isBusy) return false
    this.#set(true, undefined)
    try {
      await write()
      this.#set(false, undefined)
      return true
    } catch (problem) {
      this.#set(false, problem)
      return false
    }
  }

  /** Another matter begins. */
  forget(): void {
    this.#set(this.isBusy, undefined)
  }

  #set(isBusy: boolean, problem: unknown): void {
    this.isBusy = isBusy
    this.problem = problem
    this.#host.requestUpdate()
  }
}
