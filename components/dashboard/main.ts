/** Entry of the dashboard's document. */
import { reportErrors, sendReport } from '../app/report-errors.ts'
import './define.ts'

reportErrors({ target: window, send: sendReport })
