/** A record was written. */
export class SavedEvent extends Event {
  readonly recordId: string

  constructor(recordId: string) {
    super('dm-saved', { bubbles: true, composed: true })
    this.recordId = recordId
  }
}
