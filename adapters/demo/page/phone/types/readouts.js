// Labelled readouts side by side: what metrics and stats have in common.

import {html} from '../../vendor/lit-html/lit-html.js';
import {unitOf} from '../parts.js';
import {tint} from '../tint.js';

const ROOMY = 9; // Letters that fit where three stand in a row.

/** As many columns as the longest readout leaves room for, and no orphan if that can be helped. */
function columnsOf(metrics) {
  const count = metrics.length;
  const longest = Math.max(...metrics.map((m) => `${m.value}${m.unit ?? ''}`.length));
  if (count <= 2) return longest > 16 ? 1 : count;
  if (longest > ROOMY) return 2;
  if (count === 4) return longest > 6 ? 2 : 4;
  return count > 6 ? 4 : 3;
}

/** *metrics* as a list of readouts, each with *below(metric)* under it. */
export function grid(metrics, color, below) {
  const shown = (metrics ?? []).slice(0, 8);
  if (!shown.length) return '';
  const size = shown.length <= 2 ? 'large' : 'compact';
  return html`<dl class="readouts ${size} columns-${columnsOf(shown)}">
    ${shown.map(
      (metric) => html`<div class="readout">
        <dt dir="auto" title=${metric.label}>${metric.label}</dt>
        <dd
          class=${metric.color ?? color ? tint(metric.color, color) : 'plain'}
          dir="auto"
          title="${metric.value}${unitOf(metric.unit)}"
        >
          ${metric.value}${metric.unit ? html`<small>${unitOf(metric.unit)}</small>` : ''}
        </dd>
        ${below(metric)}
      </div>`,
    )}
  </dl>`;
}
