// One or two buttons under a card: a press that calls a webhook, or a link.

import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {look, nameOf, placeOf, press} from './press.js';
import {tint} from './tint.js';

export function buttonsOf(card, presses) {
  const shown = ['action', 'secondary_action'].filter((which) => card[which]?.title);
  if (!shown.length) return nothing;
  return html`<div class="lock-buttons ${tint(card.content_state.color)}">
    ${shown.map((which) => (placed(card[which]) ? link(card, which) : button(card, which, presses)))}
  </div>`;
}

const placed = ({type, url}) => type === 'open_url' && placeOf(url);
const spoken = (card, which) => `${card[which].title}, ${card.content_state.title}`;

const link = (card, which) =>
  html`<a class="lock-button" href=${placeOf(card[which].url)} aria-label=${spoken(card, which)}
    ><span dir="auto">${card[which].title}</span></a
  >`;

function button(card, which, presses) {
  const {title, type, url} = card[which];
  const working = presses?.[nameOf(card, which)]?.step === 'working';
  return html`<button
    class="lock-button"
    type="button"
    aria-label=${spoken(card, which)}
    aria-busy=${working ? 'true' : nothing}
    aria-haspopup=${type === 'open_url' ? 'dialog' : nothing}
    title=${title}
    @click=${() => (type === 'open_url' ? look(url) : press(card, which))}
  >
    <span dir="auto">${title}</span>
  </button>`;
}
