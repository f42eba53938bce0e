// Up to eight gauges: one or two large, more of them in a compact grid.

import {html, nothing} from '../../vendor/lit-html/lit-html.js';
import {bar, unitOf, within} from '../parts.js';
import {grid} from './readouts.js';

export const body = ({content_state: {metrics, color}}) =>
  grid(metrics, color, (metric) => gauge(metric, color));

function gauge({label, value, unit, color}, whole) {
  const percent = unit === '%' ? Number(value) : NaN;
  if (!Number.isFinite(percent)) return nothing;
  return bar(within(0, percent, 100), label, `${value}%`, color ?? whole);
}

export function glance({content_state}) {
  const first = content_state.metrics?.[0];
  return first ? `${first.value}${unitOf(first.unit)}` : '';
}

export const glyphName = 'gauge';
