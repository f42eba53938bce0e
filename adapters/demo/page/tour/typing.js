// Types for a person: letter by letter into the field of the chat, and sends it as they would.
import {send, write} from '../chat/composer.js';
import {goTo} from '../places.js';
import {change, state} from '../state.js';
import {tell} from './told.js';
import {moment, until} from './until.js';

const LETTER_MS = 25;
const BEFORE_SENDING_MS = 350;

/** Whether things are to stand still where they can. */
export const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Goes to *channel* in the chat, as *person*. */
export function turnTo(person, channel) {
  history.replaceState(null, '', `#${channel}`);
  goTo(`#${channel}`);
  const fills = matchMedia('(max-width: 760px)').matches;
  change({me: person, ...(fills ? {drawer: {...state.drawer, open: false}} : {})});
}

/**
 * *person* says *text* in *channel*. Returns the private refusal, or "" if there was none.
 * What the person at the page had begun to write is put back afterwards.
 */
export async function say(person, channel, text, signal) {
  turnTo(person, channel);
  await until(({busy}) => !busy.has('say'), 'The chat is still busy. Try again.', signal);
  const kept = state.draft;
  try {
    tell({at: [{what: 'composer'}]});
    for (let end = still() ? text.length : 1; end <= text.length; end += 1) {
      write(text.slice(0, end));
      await moment(still() ? 0 : LETTER_MS, signal);
    }
    await moment(still() ? 0 : BEFORE_SENDING_MS, signal);
    turnTo(person, channel);
    write(text);
    change({hints: null});
    await send();
    return state.note?.kind === 'refused' ? state.note.text : '';
  } finally {
    if (state.draft === '' || text.startsWith(state.draft)) write(kept);
    change({hints: null});
  }
}
