/** Booking's own rows and claims, typed by its manifest. */
import { openAllocations } from '@dramac/core/kernels/allocation/allocations'
import { openRecords } from '@dramac/core/modules/records'
import type { RecordOf } from '@dramac/contract/manifest'
import { manifest, type BookingManifest } from '../manifest.ts'

export const records = openRecords(manifest)
export const allocations = openAllocations(manifest, 'allocation')

export type Service = RecordOf<BookingManifest, 'service'>
export type Resource = RecordOf<BookingManifest, 'resource'>
export type Booking = RecordOf<BookingManifest, 'booking'>
export type Schedule = RecordOf<BookingManifest, 'schedule'>
