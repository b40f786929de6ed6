import { html, nothing } from 'lit'
import type { MenuAction } from '../../app/action-menu.ts'
import { asyncStyle, renderAsync, renderProblem } from '../../app/async.ts'
import { textOfField, type FormField, type FormValues } from '../../app/form-fields.ts'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import type { DeskApp } from '../site-app.ts'
import { PlatformDesk, platformPath } from './platform-desk.ts'
import { platformStyle } from './platform-style.ts'
import type { PlatformMessage } from './platform-words.ts'

interface PlatformAgency {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly state: 'active' | 'suspended' | 'closed'
  readonly plan: string
  readonly suspendedReason: string | null
  readonly version?: number
}

const tones = { active: 'good', suspended: 'warn', closed: '' } as const

/**
 * @summary Every agency of the installation.
 * @element dm-platform-agencies
 */
export class DmPlatformAgencies extends DmElement {
  static override properties = { app: { attribute: false }, _form: { state: true }, _problem: { state: true } }

  static override styles = [tokens, controls, asyncStyle, pageStyle, platformStyle]

  declare app: DeskApp
  declare _form: { readonly agency: PlatformAgency; readonly what: 'suspend' | 'plan' } | undefined
  declare _problem: unknown
  readonly #desk = new PlatformDesk(this)
  readonly #agencies = this.#desk.list<PlatformAgency>('agencies')

  async #resume({ id, name }: PlatformAgency): Promise<void> {
    this._problem = undefined
    try {
      await this.app.api.post(platformPath('agencies', id, 'resume'))
      this.app.toast(this.#desk.words.say('resumedNamed', { name }))
      this.#desk.invalidate()
    } catch (problem) {
      this._problem = problem
    }
  }

  async #write({ agency, what }: NonNullable<DmPlatformAgencies['_form']>, values: FormValues): Promise<void> {
    const path = platformPath('agencies', agency.id)
    const { api, toast } = this.app
    if (what === 'plan') await api.patch(path, { plan: textOfField(values, 'plan') }, agency.version)
    else {
      const reason = textOfField(values, 'reason')
      await api.post(`${path}/suspend`, { reason })
      toast(this.#desk.words.say('suspendedNamed', { name: agency.name }), { undo: () => void this.#resume(agency) })
    }
    this.#desk.invalidate()
  }

  override render() {
    const { words } = this.#desk
    return html`<div class="page">
        <div class="head">
          <div>
            <h1 tabindex="-1">${words.say('agencies')}</h1>
            <p>${words.say('agenciesHint')}</p>
          </div>
        </div>
        ${renderProblem(words, this._problem)}
        ${renderAsync({
          words,
          resource: this.#agencies,
          ready: ({ data }) =>
            html`<ul class="rows card">
                ${data.map((agency) => this.#renderAgency(agency))}
              </ul>
              ${this.#agencies.renderMore(words, (problem) => (this._problem = problem))}`,
          empty: ({ data }) =>
            data.length > 0 ? undefined : { icon: 'building', title: words.say('none'), text: words.say('noneText') },
        })}
      </div>
      ${this._form ? this.#renderForm(this._form) : nothing}`
  }

  #renderAgency(agency: PlatformAgency) {
    const { words } = this.#desk
    const { name, slug, state, plan, suspendedReason } = agency
    const turn: MenuAction[] =
      state === 'active'
        ? [
            {
              label: words.say('suspend'),
              icon: 'lock',
              danger: true,
              run: () => (this._form = { agency, what: 'suspend' }),
            },
          ]
        : state === 'suspended'
          ? [{ label: words.say('resume'), icon: 'refresh', run: () => void this.#resume(agency) }]
          : []
    const change = { label: words.say('changePlan'), icon: 'tag', run: () => (this._form = { agency, what: 'plan' }) }
    return html`<li class="line">
      <div class="facts">
        <p class="row">
          <strong>${name}</strong>
          <span class="badge ${tones[state]}">${words.say(state satisfies PlatformMessage)}</span>
        </p>
        <p class="hint"><bdi>${slug}</bdi> · ${words.say('plan')}: ${plan}</p>
        ${suspendedReason ? html`<p class="hint">${suspendedReason}</p>` : nothing}
      </div>
      <dm-action-menu .label=${words.say('actionsOf', { name })} .actions=${[change, ...turn]}></dm-action-menu>
    </li>`
  }

  #renderForm(form: NonNullable<DmPlatformAgencies['_form']>) {
    const { words } = this.#desk
    const { agency, what } = form
    const { name } = agency
    const isPlan = what === 'plan'
    const field: FormField = isPlan
      ? { name: 'plan', label: words.say('plan'), missing: words.say('planMissing'), isLatin: true, maxLength: 60 }
      : {
          name: 'reason',
          label: words.say('reason'),
          hint: words.say('reasonHint'),
          kind: 'textarea',
          missing: words.say('reasonMissing'),
          maxLength: 500,
        }
    const leave = () => (this._form = undefined)
    return html`<dm-field-form
      .words=${words}
      .heading=${words.say(isPlan ? 'planOf' : 'suspendNamed', { name })}
      .lead=${isPlan ? '' : words.say('suspendText')}
      .action=${words.say(isPlan ? 'save' : 'suspend')}
      .danger=${!isPlan}
      .fields=${[field]}
      .values=${isPlan ? { plan: agency.plan } : emptyReason}
      .write=${(values: FormValues) => this.#write(form, values)}
      @dm-form-leave=${leave}
      @dm-form-done=${leave}
    ></dm-field-form>`
  }
}

/** The same each time it is drawn, so that what is typed stays. */
const emptyReason: FormValues = { reason: '' }
