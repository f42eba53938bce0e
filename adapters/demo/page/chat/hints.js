// What is offered while a command is typed: fetched with each key, only the latest counts.
import {ask} from '../ask.js';
import {here} from '../places.js';
import {change, state} from '../state.js';

let asked = null;

/** Fetches what fits *text*, and offers it. */
export async function offer(text) {
  asked?.abort();
  if (!text.startsWith('/') || text.includes('\n')) {
    if (state.hints) change({hints: null});
    return;
  }
  asked = new AbortController();
  const {signal} = asked;
  const query = new URLSearchParams({channel: here().id, text});
  try {
    const found = await ask('GET', `/demo/hints?${query}`, undefined, signal);
    if (!signal.aborted) change({hints: {...found, text, at: -1, closed: false}});
  } catch {
    // Nothing is offered then; what is typed can be sent all the same.
    if (!signal.aborted) change({hints: null});
  }
}

/** What can be chosen now. */
export function choices() {
  const {hints, draft} = state;
  return hints && !hints.closed && draft !== '' ? hints.choices : [];
}

/** Moves to the next choice, or the one before; past the end comes none. */
export function move(by) {
  const count = choices().length + 1;
  const at = ((state.hints.at + 1 + by + count) % count) - 1;
  change({hints: {...state.hints, at}});
}

/** The draft as it is once the choice at *at* is taken. */
export function taken(at) {
  const {hints} = state;
  return hints.text.slice(0, hints.from) + hints.choices[at].insert;
}

/** Closes the list until something else is typed; the line about the command stays. */
export function close() {
  change({hints: {...state.hints, closed: true, at: -1}});
}
