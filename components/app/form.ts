/** A form: what was typed, what of it is wrong, and whether it is on its way. */
import type { LitElement } from 'lit'
import { isDmError } from '@dramac/contract/wire/errors'
import { refusedFields } from './problem-words.ts'

/** What to say at a field. */
export type Wrong<Name extends string> = Readonly<Partial<Record<Name, string>>>

export interface Sending<Name extends string> {
  /** What can be told before anything is sent. */
  check(values: Readonly<Record<Name, string>>): Wrong<Name>
  write(values: Readonly<Record<Name, string>>): Promise<unknown>
  /** What to say at a field that the server refused. */
  readonly refused?: Wrong<Name>
  /** Where the fault lies when the server named no field; undefined: the form says it above its fields. */
  blame?(problem: unknown): Wrong<Name> | undefined
}

export class Form<Name extends string> {
  values: Readonly<Record<Name, string>>
  wrong: Readonly<Record<string, string | undefined>> = {}
  /** Of the latest try, when no field is to blame. */
  problem: unknown
  isBusy = false
  readonly #host: LitElement

  /** The host draws a control with the id of each name. */
  constructor(host: LitElement, values: Readonly<Record<Name, string>>) {
    this.#host = host
    this.values = values
  }

  set(values: Partial<Record<Name, string>>): void {
    this.values = { ...this.values, ...values }
    const rest = Object.entries<string | undefined>(this.wrong).filter(([name]) => !Object.hasOwn(values, name))
    this.wrong = Object.fromEntries(rest)
    this.#host.requestUpdate()
  }

  /** Another matter begins. */
  forget(): void {
    this.wrong = {}
    this.problem = undefined
    this.#host.requestUpdate()
  }

  /** Never rejects. @returns whether it went well; false too while the last one is under way. */
  async submit(event: Event, sending: Sending<Name>): Promise<boolean> {
    event.preventDefault()
    if (this.isBusy) return false
    this.forget()
    const wrong = sending.check(this.values)
    if (Object.keys(wrong).length > 0) return this.#refuse(wrong)
    this.isBusy = true
    try {
      await sending.write(this.values)
      return true
    } catch (problem) {
      const blamed = blame(problem, sending)
      if (blamed) return this.#refuse(blamed)
      this.problem = problem
      return false
    } finally {
      this.isBusy = false
      this.#host.requestUpdate()
    }
  }

  #refuse(wrong: Wrong<Name>): false {
    this.wrong = wrong
    this.#host.requestUpdate()
    void this.#host.updateComplete.then(() =>
      this.#host.renderRoot.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(),
    )
    return false
  }
}

function blame<Name extends string>(
  problem: unknown,
  { refused, blame: find }: Sending<Name>,
): Wrong<Name> | undefined {
  const found = find?.(problem)
  if (found || !refused || !isDmError(problem) || problem.code !== 'VALIDATION_ERROR') return found
  const names = refusedFields(problem)
  const known = Object.entries<string | undefined>(refused).filter(([name]) => names.includes(name))
  return known.length > 0 ? (Object.fromEntries(known) as Wrong<Name>) : undefined // some of its own entries
}

/** Enough to catch a slip; the mail that arrives is the proof. */
export const isEmail = (text: string): boolean => /^\S+@\S+\.\S+$/.test(text.trim())
