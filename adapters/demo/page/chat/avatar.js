// The round mark of somebody who speaks: a person's initial, or Lockstep's own mark.
import {html} from '../vendor/lit-html/lit-html.js';

/** *person* is null for Lockstep. Colours come from the hue, and are set without a style attribute. */
export function avatar(person, name = '') {
  if (person === null) {
    return html`<span class="avatar bot" aria-hidden="true"><svg viewBox="0 0 24 24" width="20" height="20">
      <rect x="3" y="6" width="18" height="5" rx="2.5"/><rect x="3" y="13" width="18" height="5" rx="2.5" opacity=".55"/>
    </svg></span>`;
  }
  const initial = [...(person?.name ?? name)][0] ?? '?';
  return html`<span class="avatar" aria-hidden="true" .style=${`--hue: ${Number(person?.hue) || 250}`}>${initial.toUpperCase()}</span>`;
}
