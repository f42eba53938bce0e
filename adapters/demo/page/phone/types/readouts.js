// Labelled readouts side by side: what metrics and stats have in common.

import {html} from '../../vendor/lit-html/lit-html.js';
import {unitOf} from '../parts.js';
import {tint} from '../tint.js';

const lengthOf = (metric) => `${metric.value}${metric.unit ?? ''}`.length;

/** As many columns as the longest readout leaves room for, and letters that fit them. */
function layoutOf(metrics) {
  const count = metrics.length;
  const longest = Math.max(...metrics.map(lengthOf));
  if (count <= 2) return longest > 12 ? `large long columns-${longest > 18 ? 1 : count}` : `large columns-${count}`;
  if (count === 3 && longest <= 14) return longest > 8 ? 'snug columns-3' : 'columns-3';
  if (longest > 9) return 'columns-2';
  if (count === 4 && longest > 6) return 'columns-2';
  return count === 4 || count > 6 ? 'columns-4' : 'columns-3';
}

/** *metrics* as a list of readouts, each with *below(metric)* under it. */
export function grid(metrics, color, below) {
  const shown = (metrics ?? []).slice(0, 8);
  if (!shown.length) return '';
  return html`<dl class="lock-readouts ${layoutOf(shown)}">
    ${shown.map(
      (metric) => html`<div class="lock-readout">
        <dt dir="auto" title=${metric.label}>${metric.label}</dt>
        <dd>
          ${figure(metric, metric.color ?? color ? tint(metric.color, color) : '')}
          ${below(metric)}
        </dd>
      </div>`,
    )}
  </dl>`;
}

const figure = ({value, unit}, colored) => html`<span
  class="lock-figure ${colored}"
  dir="auto"
  title="${value}${unitOf(unit)}"
  >${value}${unit ? html`<small>${unitOf(unit)}</small>` : ''}</span
>`;
