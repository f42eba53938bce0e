// Walks through the tour: begins a step, goes on, goes back, closes; one act at a time.
import {state} from '../state.js';
import {STEPS} from './steps.js';
import {tell} from './told.js';

let running = null;

/** Does what the step on the screen is about. */
export async function begin() {
  if (running) return;
  const mine = (running = new AbortController());
  tell({doing: true, note: '', at: []});
  try {
    const note = await STEPS[state.tour.step - 1].act(mine.signal);
    if (running === mine) tell({doing: false, done: true, note});
  } catch (error) {
    if (running === mine) tell({doing: false, note: excuse(error)});
  } finally {
    if (running === mine) running = null;
  }
}

export function next() {
  go(state.tour.step === STEPS.length ? 0 : state.tour.step + 1);
}

export function back() {
  go(Math.max(1, state.tour.step - 1));
}

export function close() {
  go(0);
  document.getElementById('open-tour')?.focus();
}

function go(step) {
  running?.abort(new DOMException('The tour went on.', 'AbortError'));
  running = null;
  tell({step, doing: false, done: false, note: '', at: []});
}

function excuse(error) {
  const on = state.switches.filter((each) => each.on).map((each) => each.label);
  const why = on.length ? ` Switched on in “What is sent”: ${on.join(', ')}.` : '';
  return `${error.message}${why}`;
}
