import { css, html, nothing } from 'lit'
import { pageStyle } from '../../app/page-style.ts'
import { controls } from '../../ui/controls.ts'
import { DmElement } from '../../ui/element.ts'
import { tokens } from '../../ui/tokens.ts'
import { formatMoment, type DashboardWords } from '../dashboard-words.ts'
import type { Message } from '../messages/en.ts'
import { nameOf, originOf, sentencesOf, type Domain } from './domain.ts'

interface Part {
  readonly label: Message
  readonly value: string
}

interface Proof {
  readonly title: Message
  readonly hint: Message
  readonly parts: readonly Part[]
}

/**
 * @summary How one domain is proven, and what the last check found.
 * @element dm-domain-details
 */
export class DmDomainDetails extends DmElement {
  static override properties = { words: { attribute: false }, domain: { attribute: false } }

  static override styles = [
    tokens,
    controls,
    pageStyle,
    css`
      .all {
        display: grid;
        gap: 20px;
      }
      h3,
      h4 {
        margin: 0;
        font-size: 0.9375rem;
        font-weight: 620;
      }
      .proofs {
        display: grid;
        gap: 12px;
        grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr));
        margin-block-start: 12px;
      }
      .proof {
        display: grid;
        align-content: start;
        gap: 10px;
        min-inline-size: 0;
        padding: 16px;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
      }
      /* Alone in its row it has the room that a tag needs. */
      .proof:last-child:nth-child(odd) {
        grid-column: 1 / -1;
      }
      .part {
        display: grid;
        gap: 4px;
        min-inline-size: 0;
      }
      @media (max-width: 420px) {
        .value {
          flex-direction: column;
          align-items: stretch;
          padding: 10px;
        }
      }
      .seen {
        display: grid;
        gap: 6px;
      }
      .seen ul {
        margin: 0;
        padding: 0;
        list-style: none;
        display: grid;
        gap: 4px;
      }
      .seen li {
        overflow-wrap: anywhere;
        font-size: 0.9375rem;
      }
    `,
  ]

  declare words: DashboardWords
  declare domain: Domain

  override render() {
    const { words, domain } = this
    return html`<div class="all">
      ${this.#renderSeen()}
      <section>
        <h3>${words.say('proveTitle', { domain: nameOf(domain) })}</h3>
        <p class="hint">${words.say('proveHint')}</p>
        <div class="proofs">${listProofs(domain).map((proof) => this.#renderProof(proof))}</div>
      </section>
    </div>`
  }

  #renderSeen() {
    const { words, domain } = this
    if (domain.lastSeen === null) return nothing
    const tone = domain.state === 'verified' ? '' : 'warn'
    return html`<section class="seen notice ${tone}">
      <h3>${words.say('lastSeen')}</h3>
      <ul lang="en" dir="ltr">
        ${sentencesOf(domain.lastSeen).map((sentence) => html`<li>${sentence}</li>`)}
      </ul>
      ${domain.lastCheckedAt ? html`<p class="hint">${words.say('lastChecked', { date: formatMoment(words, domain.lastCheckedAt) })}</p>` : nothing}
    </section>`
  }

  #renderProof({ title, hint, parts }: Proof) {
    const { words } = this
    return html`<div class="proof">
      <h4>${words.say(title)}</h4>
      <p class="hint">${words.say(hint)}</p>
      ${parts.map(
        ({ label, value }) =>
          html`<div class="part">
            <span class="label">${words.say(label)}</span>
            <div class="value">
              <code dir="ltr" translate="no">${value}</code>
              <dm-copy-button
                .words=${words}
                .text=${value}
                .what=${`${words.say(title)}: ${words.say(label)}`}
              ></dm-copy-button>
            </div>
          </div>`,
      )}
    </div>`
  }
}

function listProofs(domain: Domain): Proof[] {
  const { dns, meta, file } = domain.proofs
  const byDns: Proof[] = dns
    ? [
        {
          title: 'proofDns',
          hint: 'proofDnsHint',
          parts: [
            { label: 'recordName', value: dns.name },
            { label: 'recordValue', value: dns.value },
          ],
        },
      ]
    : []
  return [
    ...byDns,
    {
      title: 'proofFile',
      hint: 'proofFileHint',
      parts: [
        { label: 'filePath', value: originOf(domain) + file.path },
        { label: 'fileContent', value: file.content },
      ],
    },
    { title: 'proofMeta', hint: 'proofMetaHint', parts: [{ label: 'proofMeta', value: meta.tag }] },
  ]
}
