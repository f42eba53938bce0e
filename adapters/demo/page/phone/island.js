// The Dynamic Island: the newest live activity at a glance. The card says the same in full.

import {html} from '../vendor/lit-html/lit-html.js';
import {glyph} from './glyphs.js';
import {ticking} from './ticking.js';
import {tint} from './tint.js';
import {typeOf} from './types.js';

export function islandView(card, moment) {
  if (!card) return html`<div class="phone-island" aria-hidden="true"></div>`;
  const {content_state: content} = card;
  const drawn = typeOf(card);
  const trailing = drawn.glance(card, moment);
  const read = typeof trailing === 'function' ? trailing : () => trailing;
  const says = content.type === 'alert' ? tint(content.badge?.color, content.color) : tint(content.color);
  return html`<div class="phone-island open" aria-hidden="true">
    <span class="phone-island-lead ${tint(content.icon?.color, content.color)}"
      >${glyph(content.icon?.symbol || drawn.glyphName)}</span
    >
    <span class="phone-island-trail ${says}"><span ${ticking(read)}></span></span>
  </div>`;
}
