// A clock that runs on the phone by itself, down or up.

import {html, nothing} from '../../vendor/lit-html/lit-html.js';
import {readingOf} from '../moment.js';
import {ticking} from '../ticking.js';
import {tint} from '../tint.js';

/** A picture without a clock still has its content: such a timer stands where it began. */
const clockOf = ({timer, content_state}) =>
  timer ?? {
    counts_down: content_state.counts_down ?? true,
    is_running: false,
    remaining_seconds: content_state.duration_seconds ?? 0,
    elapsed_seconds: 0,
  };

export const aside = (card, moment) =>
  html`<span
    class="lock-timer ${tint(card.content_state.color)}"
    role="timer"
    aria-live="off"
    aria-label=${clockOf(card).counts_down ? 'Time left' : 'Time elapsed'}
    dir="ltr"
    ${ticking(() => readingOf(clockOf(card), moment))}
  ></span>`;

export const body = () => nothing;

export const glance = (card, moment) => () => readingOf(clockOf(card), moment);

export const stateOf = (card) => (clockOf(card).is_running ? 'live' : 'paused');

export const glyphName = 'timer';
