// A sentence of ours, in which `words to type` stand in backticks.
import {html} from '../vendor/lit-html/lit-html.js';

/** *text* with what stands between backticks set as code. */
export function prose(text) {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return text;
  return parts.map((part, place) => (place % 2 ? html`<code>${part}</code>` : part));
}
