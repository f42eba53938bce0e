// The small parts that cards are made of: an icon, a badge, a bar.

import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {filled} from './filled.js';
import {glyph} from './glyphs.js';
import {tint} from './tint.js';

export const iconOf = (content) =>
  content.icon?.symbol
    ? html`<span class="lock-icon ${tint(content.icon.color, content.color)}"
        >${glyph(content.icon.symbol)}</span
      >`
    : nothing;

export const badgeOf = (content) =>
  content.badge?.title
    ? html`<span
        class="lock-badge ${tint(content.badge.color, content.color)}"
        dir="auto"
        title=${content.badge.title}
        >${content.badge.title}</span
      >`
    : nothing;

/** A bar that is *percent* full; *says* is the whole of it in words. */
export const bar = (percent, name, says, color) =>
  html`<div
    class="lock-bar ${tint(color)}"
    role="progressbar"
    aria-label=${name}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${Math.round(percent * 10) / 10}
    aria-valuetext=${says}
  >
    <i ${filled(percent)}></i>
  </div>`;

export const within = (low, value, high) => Math.min(high, Math.max(low, value));

/** Small units sit close to their number, words a space away. */
export const unitOf = (unit) => (!unit ? '' : /^[%°]/.test(unit) ? unit : `\u202f${unit}`);

/** Right to left if that is how *text* begins. */
export function directionOf(text) {
  const letter = /\p{L}/u.exec(text ?? '')?.[0] ?? '';
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u.test(letter) ? 'rtl' : 'ltr';
}
