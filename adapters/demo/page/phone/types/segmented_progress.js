// Steps of a known number: those behind, the one now, those to come.

import {html} from '../../vendor/lit-html/lit-html.js';
import {tint} from '../tint.js';
import {within} from '../parts.js';

const SEGMENTS_MAX = 24; // More would be thinner than the gaps between them.

function stepsOf(content) {
  const total = Math.max(1, Number(content.number_of_steps) || 1);
  return {total, step: within(0, Number(content.current_step) || 0, total)};
}

export function aside({content_state}) {
  const {total, step} = stepsOf(content_state);
  return html`<span aria-hidden="true" dir="ltr">${step}<small>/${total}</small></span>`;
}

export function body({content_state: content}) {
  const {total, step} = stepsOf(content);
  const says = `Step ${step} of ${total}${content.subtitle ? `, ${content.subtitle}` : ''}`;
  const drawn = Math.min(total, SEGMENTS_MAX);
  const reached = Math.ceil((step * drawn) / total);
  return html`<div
    class="lock-segments"
    role="progressbar"
    aria-label=${content.title}
    aria-valuemin="0"
    aria-valuemax=${total}
    aria-valuenow=${step}
    aria-valuetext=${says}
  >
    ${Array.from({length: drawn}, (_, i) => segment(i + 1, reached, content))}
  </div>`;
}

function segment(number, reached, {color, step_color, step_colors}) {
  if (number > reached) return html`<i></i>`;
  const own = number === reached ? step_color : step_colors?.[number - 1];
  return html`<i class="full ${tint(own, color)}"></i>`;
}

export function glance({content_state}) {
  const {total, step} = stepsOf(content_state);
  return `${step}/${total}`;
}

export const glyphName = 'list.bullet';
