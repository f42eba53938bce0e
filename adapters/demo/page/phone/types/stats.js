// Up to eight readouts, words or numbers, in a grid.

import {nothing} from '../../vendor/lit-html/lit-html.js';
import {unitOf} from '../parts.js';
import {grid} from './readouts.js';

export const body = ({content_state: {metrics, color}}) => grid(metrics, color, () => nothing);

export function glance({content_state}) {
  const first = content_state.metrics?.[0];
  return first ? `${first.value}${unitOf(first.unit)}` : '';
}

export const glyphName = 'chart.bar.fill';
