// One Live Activity as a card of the Lock Screen: what all seven types have in common.

import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {buttonsOf} from './buttons.js';
import {glyph} from './glyphs.js';
import {untilOf} from './moment.js';
import {badgeOf, directionOf, iconOf} from './parts.js';
import {dismiss, failureOf} from './press.js';
import {swiped} from './swipe.js';
import {ticking} from './ticking.js';
import {stateOf, typeOf} from './types.js';

/**
 * @param card a LockCard, as the sandbox pictures it
 * @param moment see moment.js
 * @param presses what fingers are doing now: name → {step, failed}
 */
export function cardView(card, moment, presses = {}) {
  const {title, type} = card.content_state;
  const drawn = typeOf(card);
  const shown = stateOf(card);
  const subtitle = [shown === 'paused' ? 'Paused' : '', card.content_state.subtitle].filter(Boolean).join(' · ');
  const heading = `lock-${card.activity_id}`;
  const failed = failureOf(card, presses);
  return html`<article
    class="lock-card"
    data-type=${type}
    data-state=${shown}
    data-activity=${card.activity_id}
    data-painted=${card.painted_at}
    dir=${directionOf(title)}
    aria-labelledby=${heading}
    ${swiped(card.is_live ? null : () => dismiss(card))}
  >
    <header class="lock-head">
      ${iconOf(card.content_state)}
      <div class="lock-titles">
        <div class="lock-title-line">
          <h3 class="lock-title" id=${heading} dir="auto" title=${title}>${title}</h3>
          ${badgeOf(card.content_state)}
        </div>
        ${subtitle
          ? html`<p class="lock-subtitle" dir="auto" title=${subtitle}>${subtitle}</p>`
          : nothing}
      </div>
      ${drawn.aside ? html`<div class="lock-aside">${drawn.aside(card, moment)}</div>` : nothing}
    </header>
    ${drawn.body(card, moment)} ${card.is_live ? buttonsOf(card, presses) : ended(card, moment)}
    <p class="lock-failed" role="status">${failed}</p>
  </article>`;
}

const ended = (card, moment) => html`
  <p class="lock-ended">
    <span>Ended</span>
    ${card.dismiss_at
      ? html`<span class="lock-until" ${ticking(() => untilOf(card.dismiss_at, moment))}></span>`
      : nothing}
  </p>
  <button
    class="lock-dismiss"
    type="button"
    aria-label="Dismiss, ${card.content_state.title}"
    aria-keyshortcuts="Delete"
    title="Dismiss (Delete)"
    @click=${() => dismiss(card)}
  >
    ${glyph('xmark')}
  </button>
`;
