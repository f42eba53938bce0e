// One activity as the bot's card: what it shows, who did what last, the phones, the buttons.
import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {now, state} from '../state.js';
import {openForm, press} from './acts.js';
import {contentView, shortly} from './content.js';
import {drawn} from './glyph.js';
import {prose} from './prose.js';
import {tint} from './tint.js';
import {ago, clockTime, fullTime} from './times.js';

const BUTTONS_MAX = 3;
const WORRIES = {refused: 'bad', unsure: 'warn', waiting: 'warn', parked: 'warn', paused: 'warn', accepted: 'good'};

/** The card of *post*, whose text is what a screen reader says instead of the drawing. */
export function cardView(post) {
  const card = post.card;
  return html`
    <article class="card ${tint(card.color)} ${card.ended ? 'ended' : ''}" aria-labelledby="title-${post.id}"
        data-activity=${card.activity} data-revision=${card.revision} data-type=${card.type}>
      <header>
        ${card.icon ? html`<span class="sign ${tint(card.icon.color)}" aria-hidden="true">${drawn(card.icon.symbol)}</span>` : nothing}
        <h3 id="title-${post.id}" dir="auto">${card.title || 'Untitled'}</h3>
        ${card.badge ? html`<span class="badge ${tint(card.badge.color)}" dir="auto" aria-hidden="true">${card.badge.title}</span>` : nothing}
        ${card.ended ? html`<span class="badge over" aria-hidden="true">${card.left ? 'Mirror ended' : 'Ended'}</span>` : nothing}
      </header>
      <p class="visually-hidden">${post.text}</p>
      <div class="drawing" aria-hidden="true">
        ${card.subtitle ? html`<p class="subtitle ${isStepName(card) ? 'is-step' : ''}" dir="auto">${card.subtitle}</p>` : nothing}
        ${contentView(card, now())}
        ${acknowledgement(card)}
        ${lastLine(card)}
        ${card.left ? html`<p class="no-more">${card.left}</p>` : phonesLine(card.phones)}
      </div>
      ${card.ended ? nothing : buttonsView(card)}
    </article>`;
}

/** Whether the subtitle says only what stands under the bar of steps, where there is room. */
const isStepName = ({steps, content, subtitle}) => steps?.[content.current_step - 1] === subtitle;

/** The same in one row, for a private answer. */
export function rowView(card) {
  return html`
    <div class="card short ${tint(card.color)}" data-activity=${card.activity}>
      <p class="row-line"><strong dir="auto">${card.title || 'Untitled'}</strong> <span aria-live="off" dir="auto">${shortly(card, now())}</span></p>
      ${card.ended ? html`<p class="row-line">Ended</p>` : buttonsView(card)}
    </div>`;
}

function acknowledgement({acknowledged, acknowledged_at: at}) {
  if (!acknowledged) return nothing;
  return html`<p class="acknowledged">
    <svg viewBox="0 0 16 16" width="14" height="14"><path d="M3.5 8.5l3 3 6-7" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></svg>
    <span>${acknowledged}${at ? html`, <time datetime=${at} title=${fullTime(at)}>${clockTime(at)}</time>` : nothing}</span></p>`;
}

function lastLine({line, ended}) {
  if (!line) return nothing;
  const when = ended ? clockTime(line.at) : ago(line.at, now());
  return html`<p class="last" dir="auto">${line.who ? html`<b>${line.who}</b>: ` : nothing}${line.text}
    <time datetime=${line.at} title=${fullTime(line.at)}>${when}</time></p>`;
}

function phonesLine(phones) {
  if (!phones) return nothing;
  return html`<p class="phones ${WORRIES[phones.state] ?? ''}" data-state=${phones.state || 'none'}>
    <svg viewBox="0 0 10 16" width="9" height="14"><rect x=".75" y=".75" width="8.5" height="14.5" rx="2" fill="none" stroke="currentColor" stroke-width="1.3"/><path d="M4 13h2" stroke="currentColor" stroke-width="1.2" stroke-linecap="round"/></svg>
    <span class="dot"></span><span>${phones.text ? prose(phones.text) : 'on their way'}</span></p>`;
}

function buttonsView(card) {
  const of = (label) => `${label}: ${card.title}`;
  return html`<div class="buttons">
    ${card.buttons.slice(0, BUTTONS_MAX).map((button, place) => html`
      <button type="button" class="button ${place === 0 ? 'first' : ''}" aria-label=${of(button.label)} data-verb=${button.verb}
          aria-disabled=${state.busy.has(button.token)} @click=${() => press(button)}>${button.label}</button>`)}
    ${card.forms.includes('update') ? html`<button type="button" class="button" aria-label=${of('Update')}
        @click=${() => openForm('update', card.activity)}>Update…</button>` : nothing}
    ${card.forms.includes('end') ? html`<button type="button" class="button ending" aria-label=${of('End')}
        @click=${() => openForm('end', card.activity)}>End…</button>` : nothing}
  </div>`;
}
