// The middle of a card: each of the seven types of content, drawn.
import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {tint} from './tint.js';
import {span} from './times.js';

const NAMES_UNDER_MAX = 6;
const SEGMENTS_MAX = 40;
const NUMBER = new Intl.NumberFormat(undefined, {maximumFractionDigits: 6});

const DRAWINGS = {alert, segmented_progress, progress, value, timer, metrics, stats};

/** *card* drawn, as it stands at *now* (milliseconds, by the server's clock). */
export function contentView(card, now) {
  return (DRAWINGS[card.type] ?? (() => nothing))(card, now);
}

/** The same in a few words, for a short row. */
export function shortly(card, now) {
  const content = card.content;
  switch (card.type) {
    case 'segmented_progress': return `step ${content.current_step} of ${content.number_of_steps}`;
    case 'progress': return howFar(content);
    case 'metrics': case 'stats': return content.metrics.map((m) => `${m.label} ${shown(m)}`).join(', ');
    case 'timer': return clockwork(card, now).words;
    case 'value': return figure(content.value);
    default: return card.message === card.title ? '' : card.message ?? '';
  }
}

function alert(card) {
  if (!card.message || card.message === card.title) return nothing;
  return html`<p class="message" dir="auto">${card.message}</p>`;
}

function segmented_progress(card) {
  const {current_step: done, number_of_steps: count, step_color, step_colors} = card.content;
  const names = card.steps ?? [];
  const words = `step ${done} of ${count}`;
  if (count > SEGMENTS_MAX) return html`${bar(done / count)}<p class="figure-line">${words}</p>`;
  const named = names.length === count && count <= NAMES_UNDER_MAX;
  const state = (step) => (step < done ? 'done' : step === done ? 'now' : '');
  const colour = (step) => (step < done ? step_colors?.[step - 1] : step === done ? step_color : null);
  const steps = Array.from({length: count}, (_, index) => index + 1);
  return html`
    <ol class="steps ${named ? 'named' : ''}">
      ${steps.map((step) => html`<li class="${state(step)} ${tint(colour(step))}" title=${names[step - 1] ?? nothing}>
        <span class="segment"></span>${named ? html`<span class="step-name" dir="auto">${names[step - 1]}</span>` : nothing}
      </li>`)}
    </ol>
    <p class="figure-line">${words}${!named && names[done - 1] ? ` · ${names[done - 1]}` : ''}</p>`;
}

function progress(card) {
  const {percentage, value: reached, upper_limit: limit} = card.content;
  const part = percentage != null ? percentage / 100 : reached / limit;
  return html`<div class="progress">${bar(part)}<span class="figure">${howFar(card.content)}</span></div>`;
}

function value(card) {
  return html`<p class="large-figure" dir="auto">${figure(card.content.value)}</p>`;
}

function timer(card, now) {
  const {shows, below, part} = clockwork(card, now);
  return html`
    <p class="large-figure" aria-live="off">${shows} <span class="below">${below}</span></p>
    ${part === null ? nothing : bar(part)}`;
}

function metrics(card) {
  return html`<dl class="gauges">${card.content.metrics.map((metric) => html`
    <div class="gauge ${tint(metric.color)}">
      <dt dir="auto">${metric.label}</dt><dd dir="auto">${shown(metric)}</dd>
      ${metric.unit === '%' && typeof metric.value === 'number' ? bar(metric.value / 100) : nothing}
    </div>`)}</dl>`;
}

function stats(card) {
  return html`<dl class="facts">${card.content.metrics.map((metric) => html`
    <div class="${tint(metric.color)}"><dt dir="auto">${metric.label}</dt><dd dir="auto">${shown(metric)}</dd></div>`)}</dl>`;
}

function bar(part) {
  const width = Math.min(1, Math.max(0, part || 0)) * 100;
  return html`<span class="track"><span class="fill" .style=${`width: ${width.toFixed(2)}%`}></span></span>`;
}

function howFar({percentage, value: reached, upper_limit: limit}) {
  return percentage != null ? `${NUMBER.format(percentage)} %` : `${figure(reached)} of ${figure(limit)}`;
}

const figure = (number) => (typeof number === 'number' ? NUMBER.format(number) : number);

function shown({value: reads, unit}) {
  return unit ? `${figure(reads)} ${unit}` : figure(reads);
}

/** What the timer of *card* shows at *now*. */
function clockwork(card, now) {
  const {counts_down, is_running, at, ran_seconds, left_seconds} = card.timer ?? {};
  const since = is_running && !card.ended ? Math.max(0, (now - Date.parse(at)) / 1000) : 0;
  const left = left_seconds == null ? null : Math.max(0, left_seconds - since);
  const ran = (ran_seconds ?? 0) + since;
  const shows = span(counts_down && left !== null ? Math.ceil(left) : ran);
  const paused = is_running || card.ended ? '' : ', paused';
  const over = counts_down && left === 0;
  const below = over ? 'time is up' : `${counts_down && left !== null ? 'left' : 'elapsed'}${paused}`;
  const part = left === null ? null : (counts_down ? left : ran) / (left + ran);
  return {shows, below, part, words: `${shows} ${below}`};
}
