// How much of the account is used: the requests of this minute, the places on the Lock Screen.
import {html, nothing} from '../vendor/lit-html/lit-html.js';

/** @param {{live: number, places: number, requests_last_minute?: number, requests_per_minute?: number}} account */
export function meterView(account) {
  if (!account) return nothing;
  const {live = 0, places = 4} = account;
  const asked = account.requests_last_minute ?? 0;
  const most = account.requests_per_minute ?? 60;
  return html`
    <p class="meter">
      <span>${bar(asked, most)} ${asked} of ${most} requests this minute</span>
      <span class="dot" aria-hidden="true">·</span>
      <span>${pips(live, places)} ${live} of ${places} places</span>
    </p>
  `;
}

function bar(used, most) {
  const part = most > 0 ? Math.min(1, used / most) : 1;
  return html`
    <svg class=${`meter-bar ${part >= 0.8 ? 'high' : ''}`} viewBox="0 0 44 6" aria-hidden="true">
      <rect width=${44 * part} height="6"/>
    </svg>`;
}

function pips(live, places) {
  const each = Array.from({length: Math.min(places, 8)}, (_, at) => at < live);
  return html`
    <span class=${`pips ${live >= places ? 'high' : ''}`} aria-hidden="true">
      ${each.map((taken) => html`<span class=${taken ? 'taken' : ''}></span>`)}
    </span>`;
}
