// What a person can do in the chat: say, press a button of a card, send a form.
import {Lost, Refused, act, ask, newKey} from '../ask.js';
import {here, speaker} from '../places.js';
import {change, now, state} from '../state.js';
import {awaitNewest} from './scroll.js';

/** A saying whose answer was lost keeps its key, so that sending it again does it once. */
let unanswered = {text: '', key: ''};
let asides = 0;

/** Says *text* in the channel that is shown, as who speaks. True when it was done. */
export async function say(text) {
  const asked = {channel: here().id, person: speaker().id, text};
  const named = JSON.stringify(asked);
  const key = unanswered.text === named ? unanswered.key : newKey();
  return during('say', async () => {
    awaitNewest();
    unanswered = {text: named, key};
    const answer = await act('/demo/say', asked, key);
    unanswered = {text: '', key: ''};
    heard(answer, asked);
  });
}

/** Presses *button* of a card. */
export async function press(button) {
  await during(button.token, async () => {
    const asked = {channel: here().id, person: speaker().id, token: button.token};
    const answer = await act('/demo/press', asked);
    tell(answer.text, 'answer');
  });
}

/** Does *work* while *name* counts as busy; tells what is refused. True when it was done. */
export async function during(name, work) {
  if (state.busy.has(name)) return false;
  change({busy: new Set(state.busy).add(name), note: null});
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Lost)) throw error;
    tell(error.message, 'refused');
    return false;
  } finally {
    const busy = new Set(state.busy);
    busy.delete(name);
    change({busy});
  }
}

/** Tells this person alone, under the field. */
export function tell(text, kind) {
  change({note: text ? {text, kind} : null});
}

/** Takes a private answer away. */
export function dismiss(aside) {
  change({asides: state.asides.filter((other) => other !== aside)});
}

/** Opens the form *name* ("update", "end", "start"), as the server describes it. */
export async function openForm(name, activity = null) {
  await during(`${name} ${activity}`, async () => {
    const query = activity === null ? '' : `?activity=${encodeURIComponent(activity)}`;
    const form = await ask('GET', `/demo/forms/${name}${query}`);
    change({form: {...form, danger: name === 'end', path: `/demo/forms/${name}`}});
  });
}

function heard(answer, {channel, text}) {
  if (answer.kind === 'answer') tell(answer.text, 'answer');
  if (answer.kind !== 'look') return;
  const last = [...state.posts.keys()].at(-1) ?? null;
  const aside = {...answer, id: `aside-${++asides}`, channel, words: text, at: new Date(now()).toISOString(), after: last};
  change({asides: [...state.asides, aside].slice(-30)});
}
