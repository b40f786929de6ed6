/** Registers the request log, and loads its words. */
import { requestWords } from './request-words.ts'
import { DmRequests } from './requests.ts'

DmRequests.define('dm-requests')

export const loadWords = (locale: string): Promise<void> => requestWords.load(locale)
