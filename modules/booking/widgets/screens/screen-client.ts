/** What the dashboard hands to a screen. Every failure is a DmError; `facts.requestId` names it in the server's log. */
export interface ScreenClient {
  readonly site: {
    readonly id: string
    readonly slug: string
    readonly name: string
    readonly zone: string
    readonly locale: string
  }
  readonly locale: string
  can(permission: string): boolean
  list<Row>(
    plural: string,
    query?: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<{ data: Row[]; nextCursor: string | null }>
  get<Row>(plural: string, id: string, signal?: AbortSignal): Promise<Row>
  create<Row>(plural: string, body: object): Promise<Row>
  update<Row>(plural: string, id: string, patch: object, version: number): Promise<Row>
  remove(plural: string, id: string): Promise<void>
  transition<Answer>(plural: string, id: string, name: string, body?: object): Promise<Answer>
  read<Answer>(name: string, query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Answer>
  action<Answer>(name: string, body: unknown): Promise<Answer>
  toast(text: string, options?: { undo?: () => void }): void
  navigate(path: string): void
}
