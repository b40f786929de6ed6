import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyLine, createNewId, joinMembers, splitMembers } from './copy-ids.ts'
import type { ExchangeTable } from './tables.ts'

const table: ExchangeTable = {
  name: 'mod_x.things',
  module: 'x',
  key: 'id',
  columns: [],
  withheld: [],
  references: [{ column: 'owner_id', table: 'mod_x.owners' }],
  holdingIds: ['uid', 'marks'],
  transactional: false,
  personal: [],
  rules: {},
}
const [one, two] = ['01890a5d-ac96-774b-bcce-b302099a8057', '01890a5d-ac96-7abc-9cce-b302099a8058']

describe('a copied row', () => {
  it('has a new identity, and so has what it refers to and what stands in its text', () => {
    const newId = createNewId('a copy')
    const line = JSON.stringify({ id: one, owner_id: two, uid: `${one}@x`, marks: [{ [two]: one }], note: one })
    expect(JSON.parse(copyLine(line, table, newId))).toEqual({
      id: newId(one),
      owner_id: newId(two),
      uid: `${newId(one)}@x`,
      marks: [{ [newId(two)]: newId(one) }],
      note: one,
    })
  })

  it('keeps every digit of a number', () => {
    const line = `{"id":"${one}","n":12345678901234567890.10,"j":{"x":[1e400]}}`
    expect(copyLine(line, table, (id) => id)).toBe(line)
  })

  it('is the same in the same copy, and another one in another', () => {
    expect(createNewId('a')(one)).toBe(createNewId('a')(one))
    expect(createNewId('a')(one)).not.toBe(createNewId('b')(one))
    expect(createNewId('a')(one)).toMatch(/^01890a5d-ac96-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('comes apart and together again, whatever its values hold', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (row) => {
        const line = JSON.stringify(row)
        expect(JSON.parse(joinMembers(splitMembers(line)))).toEqual(JSON.parse(line))
        expect(splitMembers(line).map(([name]) => name)).toEqual(Object.keys(row))
      }),
    )
  })
})
