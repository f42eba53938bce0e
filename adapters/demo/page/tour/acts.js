// What the five steps do, each with what it needs: a step that was skipped is made up for.
import {change, state} from '../state.js';
import {cardOf, freeTitle, liveCards, lockCardOf, onName} from './cards.js';
import {pressOnPhone} from './phone.js';
import {tell} from './told.js';
import {say} from './typing.js';
import {moment, until} from './until.js';

const INCIDENTS = ['Checkout is down', 'Search is down', 'Sign-in is slow', 'Payments time out'];
const DEPLOYS = ['payments api', 'search api', 'web shop', 'mail service'];
const FILLERS = [
  ['Search reindex', '42%'],
  ['prod-web-1', 'CPU=24% MEM=61%'],
  ['Benchmark', 'timer:5m'],
  ['MRR', 'value:$12,430'],
  ['Nightly backup', 'steps:snapshot,upload,verify,prune'],
];
const FILLERS_MAX = 6;
const WITHIN_SIGHT_MS = 900;

/** Step 1: Ada starts an incident. */
export async function incident(signal) {
  const title = freeTitle(state, INCIDENTS);
  const card = await started('ada', 'ops', `start sev1 ${title}`, title, signal);
  tell({incident: card.activity});
  await shownOnPhone(card, signal);
  return 'The card and the Lock Screen began together.';
}

/** Step 2: Acknowledge is pressed on the phone. */
export async function press(signal) {
  let card = cardOf(state, state.tour.incident);
  if (!card || card.ended || card.acknowledged) {
    await incident(signal);
    card = cardOf(state, state.tour.incident);
  }
  const lock = await shownOnPhone(card, signal);
  tell({at: [{what: 'lock', id: lock.activity_id, button: 'action'}]});
  await moment(WITHIN_SIGHT_MS / 2, signal);
  await pressOnPhone(lock.activity_id, 'action');
  await until((known) => cardOf(known, card.activity)?.acknowledged, 'The press did not arrive.', signal);
  await shows(card, 'chat', signal);
  return 'Acknowledged: the card and its thread say that it came from the Lock Screen.';
}

/** Step 3: Linus starts a deploy, and moves it two steps. */
export async function deploy(signal) {
  const title = freeTitle(state, DEPLOYS);
  const card = await started('linus', 'deploys', `start deploy ${title}`, title, signal);
  await shownOnPhone(card, signal, {patient: false});
  for (let step = 1; step <= 2; step += 1) {
    const {revision} = cardOf(state, card.activity);
    const words = `next${onName(state, {...card, channel: 'deploys'})}`;
    await spoken('linus', 'deploys', words, signal);
    await until((known) => cardOf(known, card.activity)?.revision > revision, 'The deploy did not move.', signal);
    await shows(card, 'phone', signal);
  }
  const now = cardOf(state, card.activity);
  return `Step ${now.content.current_step} of ${now.content.number_of_steps}, on the card and on the phone.`;
}

/** Step 4: Mei starts more until one has to wait. */
export async function fill(signal) {
  const waits = (card) => card.phones?.state === 'waiting';
  const settled = (known, id) => {
    const card = cardOf(known, id);
    return card?.phones?.state ? card : null;
  };
  let waiting = liveCards(state).find(waits);
  for (let count = 0; !waiting && count < FILLERS_MAX; count += 1) {
    const title = freeTitle(state, FILLERS.map(([name]) => name));
    const [, shape] = FILLERS.find(([name]) => name === title) ?? FILLERS[count % FILLERS.length];
    const begun = await started('mei', 'general', `start "${title}" ${shape}`, title, signal);
    const card = await until((known) => settled(known, begun.activity), 'The phones did not answer.', signal);
    await shows(card, waits(card) ? 'chat' : 'phone', signal);
    waiting = waits(card) ? card : liveCards(state).find(waits);
  }
  if (!waiting) throw new Error('The Lock Screen still has a free place. Try again.');
  tell({waiting: waiting.activity, at: [{what: 'card', id: waiting.activity}, {what: 'phone'}]});
  return `“${waiting.title}” is ${waiting.phones.text}.`;
}

/** Step 5: Linus may not end it, Ada does; who waited takes the place. */
export async function end(signal) {
  let card = liveCards(state).find((each) => each.activity === state.tour.incident);
  if (!card) {
    await incident(signal);
    card = liveCards(state).find((each) => each.activity === state.tour.incident);
  }
  const waiting = liveCards(state).find((each) => each.phones?.state === 'waiting');
  const refusal = await say('linus', 'ops', `${state.world.command} end${onName(state, card)}`, signal);
  if (!refusal) throw new Error('The incident was ended by somebody who was expected not to.');
  change({tab: 'chat'});
  tell({at: [{what: 'note'}], note: `Linus alone sees: “${refusal}”`});
  await moment(3 * WITHIN_SIGHT_MS, signal);
  tell({note: ''});
  await spoken('ada', 'ops', `end All clear dismiss:1m${onName(state, card)}`, signal);
  await until((known) => cardOf(known, card.activity)?.ended, 'It has not ended.', signal);
  await shows(card, 'chat', signal);
  if (!waiting) return 'Ended, on the card and on the phone.';
  const lock = await until(
    (known) => cardOf(known, waiting.activity)?.phones?.state !== 'waiting' && lockCardOf(known, waiting),
    `“${waiting.title}” still waits; it takes the next place by itself.`, signal,
  );
  change({tab: 'phone'});
  tell({at: [{what: 'lock', id: lock.activity_id}]});
  return `Ended; “${waiting.title}” took the free place.`;
}

async function started(person, channel, words, title, signal) {
  const before = new Set(liveCards(state).map((card) => card.activity));
  await spoken(person, channel, words, signal);
  const fresh = (known) => liveCards(known)
    .find((card) => card.channel === channel && !before.has(card.activity) && card.title.includes(title));
  const card = await until(fresh, 'The card did not appear.', signal);
  tell({at: [{what: 'card', id: card.activity}]});
  return card;
}

/** Says a command that should be done; throws with the refusal if it was not. */
async function spoken(person, channel, words, signal) {
  const refusal = await say(person, channel, `${state.world.command} ${words}`, signal);
  if (refusal) throw new Error(refusal);
}

/** The Lock Screen's card of *card*, once it is there. Without patience, whatever it is. */
async function shownOnPhone(card, signal, {patient = true} = {}) {
  const found = (known) => {
    const mine = cardOf(known, card.activity);
    return lockCardOf(known, mine) ?? (!patient && mine?.phones?.state === 'waiting' ? {} : null);
  };
  const lock = await until(found, `“${card.title}” is not on the Lock Screen yet. Try again.`, signal);
  await shows(card, 'phone', signal);
  return lock;
}

/** Points at *card* on both sides; where only one side fits, at *side*. */
async function shows(card, side, signal) {
  const lock = lockCardOf(state, cardOf(state, card.activity));
  const at = [{what: 'card', id: card.activity}];
  if (lock) at.push({what: 'lock', id: lock.activity_id});
  change({tab: side});
  tell({at});
  await moment(WITHIN_SIGHT_MS, signal);
}
