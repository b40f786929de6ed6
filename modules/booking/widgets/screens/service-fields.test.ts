import { expect, it } from 'vitest'
import { manifest } from '../../manifest.ts'
import { readTyped, serviceGroups, toTyped } from './service-fields.ts'
import type { ServiceRecord } from './records.ts'

const shown = { locale: 'de', currency: 'EUR' }
const service: ServiceRecord = {
  id: '0',
  createdAt: '',
  updatedAt: '',
  version: 3,
  slug: 'haircut',
  name: 'Haircut',
  description: null,
  durationMinutes: 45,
  stepMinutes: 30,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 10,
  minNoticeMinutes: 120,
  horizonDays: 90,
  startGrid: 'opening',
  startOffsetMinutes: 5,
  price: { minor: 4850, currency: 'EUR' },
  requiresConfirmation: false,
  pendingBlocks: true,
  changeNoticeMinutes: 2880,
  active: true,
  position: 0,
}

it('has every field of the manifest but the position, which has its own buttons', () => {
  const names = serviceGroups.flatMap(({ fields }) => fields.map(({ name }) => name))
  expect(names.toSorted()).toEqual(
    Object.keys(manifest.entities.service.fields)
      .filter((name) => name !== 'position')
      .toSorted(),
  )
})

it('keeps the limits of the manifest', () => {
  const declared = manifest.entities.service.fields as unknown as Readonly<
    Record<string, { min?: number; max?: number }>
  > // by any name
  for (const { name, kind, min, max } of serviceGroups.flatMap(({ fields }) => fields)) {
    if (kind !== 'minutes' && kind !== 'span' && kind !== 'integer') continue
    expect([name, min, max]).toEqual([name, declared[name]?.min, declared[name]?.max])
  }
})

it('shows a service and reads it back unchanged', () => {
  const typed = toTyped(service, shown)
  expect(typed).toMatchObject({ price: '48,50', minNoticeMinutes: '2', 'minNoticeMinutes.unit': 'hours' })
  const { values, wrong } = readTyped(typed)
  expect(wrong).toEqual({})
  const { id: _id, createdAt: _c, updatedAt: _u, version: _v, position: _p, ...fields } = service
  expect(values).toEqual(fields)
})

it('starts a new service with the defaults of the manifest', () => {
  const { values } = readTyped({ ...toTyped(undefined, shown), name: 'Cut', slug: 'cut' })
  for (const [name, field] of Object.entries(manifest.entities.service.fields)) {
    if ('default' in field && name !== 'position') expect([name, values[name]]).toEqual([name, field.default])
  }
})

it('names every wrong field at once', () => {
  const typed = {
    ...toTyped(undefined, shown),
    durationMinutes: '3',
    price: 'much',
    slug: 'No Slug',
    horizonDays: '1.5',
  }
  expect(readTyped(typed).wrong).toEqual({
    name: 'needed',
    durationMinutes: 'numberWrong',
    price: 'priceWrong',
    slug: 'slugWrong',
    horizonDays: 'numberWrong',
  })
})
