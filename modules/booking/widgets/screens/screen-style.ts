/** What every screen of the staff wears: the dashboard's page, forms and states, and our own marks. */
import { css } from 'lit'
import { asyncStyle } from '@dramac/components/app/async'
import { formStyle } from '@dramac/components/app/form-style'
import { pageStyle } from '@dramac/components/app/page-style'
import { controls } from '@dramac/components/ui/controls'
import { tokens } from '@dramac/components/ui/tokens'
import { markStyle } from './booking-marks.ts'

export const screenStyle = [
  tokens,
  controls,
  pageStyle,
  formStyle,
  asyncStyle,
  markStyle,
  css`
    :host {
      container-type: inline-size;
    }
  `,
]
