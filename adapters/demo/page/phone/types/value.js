// One prominent readout, written as it was given.

import {html, nothing} from '../../vendor/lit-html/lit-html.js';
import {tint} from '../tint.js';

export function body({content_state: {value, color}}) {
  const text = String(value ?? '');
  if (!text) return nothing;
  const size = text.length > 22 ? 'long' : text.length > 12 ? 'medium' : 'short';
  return html`<p class="lock-value ${size} ${color ? tint(color) : ''}" dir="auto" title=${text}>
    ${text}
  </p>`;
}

export const glance = ({content_state}) => String(content_state.value ?? '');

export const glyphName = 'number';
