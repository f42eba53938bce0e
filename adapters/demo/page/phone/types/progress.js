// A bar: a percentage, or a value on its way to an upper limit.

import {html} from '../../vendor/lit-html/lit-html.js';
import {bar, within} from '../parts.js';

const byPercentage = (content) => typeof content.percentage === 'number';

function percentOf(content) {
  const percent = byPercentage(content)
    ? content.percentage
    : (100 * Number(content.value)) / Number(content.upper_limit);
  return within(0, Number.isFinite(percent) ? percent : 0, 100);
}

export const aside = ({content_state: content}) =>
  byPercentage(content)
    ? html`<span aria-hidden="true" dir="ltr">${content.percentage}<small>%</small></span>`
    : html`<span aria-hidden="true" dir="ltr"
        >${content.value}<small>/${content.upper_limit}</small></span
      >`;

export function body({content_state: content}) {
  const says = byPercentage(content)
    ? `${content.percentage}%`
    : `${content.value} of ${content.upper_limit}`;
  return bar(percentOf(content), content.title, says, content.color);
}

export const glance = ({content_state}) => `${Math.round(percentOf(content_state))}%`;

export const glyphName = 'chart.bar.fill';
