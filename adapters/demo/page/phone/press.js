// What a finger does on the phone: press a button, open a link, swipe a card away.

import {ask, newKey} from '../ask.js';
import {change, state} from '../state.js';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

export const nameOf = (card, button) => `${card.activity_id} ${button}`;

/** Has the sandbox call the button's webhook, as ActivitySmith's backend would. */
export async function press(card, button) {
  const name = nameOf(card, button);
  if (state.presses?.[name]?.step === 'working') return;
  keep(name, {step: 'working'});
  const failed = await outcome({activity_id: card.activity_id, button, key: newKey()});
  keep(name, failed ? {step: 'failed', failed, painted_at: card.painted_at} : undefined);
}

/** Swipes *card* away on every phone. */
export async function dismiss(card) {
  const {activity_id, painted_at} = card;
  try {
    await ask('POST', '/demo/phone/dismiss', {activity_id, key: newKey()});
  } catch (error) {
    keep(nameOf(card, 'dismiss'), {step: 'failed', failed: error.message, painted_at});
  }
}

/** The `#ops/p12` of an address of this very page; null if it leads anywhere else. */
export function placeOf(url) {
  const there = URL.canParse(url) ? new URL(url) : null;
  if (!there?.hash || there.pathname !== '/' || there.protocol !== location.protocol) return null;
  const here = there.host === location.host;
  const loops = LOOPBACK.has(there.hostname) && LOOPBACK.has(location.hostname);
  return here || (loops && there.port === location.port) ? there.hash : null;
}

/** Shows where *url* would lead on a phone; null puts that away. */
export const look = (url) => change({sheet: url === null ? null : {url, copied: ''}});

export async function copy(url) {
  try {
    await navigator.clipboard.writeText(url);
    change({sheet: {url, copied: 'Copied'}});
  } catch {
    change({sheet: {url, copied: 'Not copied: select it instead'}});
  }
}

/** What went wrong with the last finger on *card*, until the card is drawn anew. */
export function failureOf(card, presses) {
  const kept = ['action', 'secondary_action', 'dismiss'].map((b) => presses?.[nameOf(card, b)]);
  return kept.find((one) => one?.failed && one.painted_at === card.painted_at)?.failed ?? '';
}

function keep(name, one) {
  const {[name]: _, ...others} = state.presses ?? {};
  change({presses: one ? {...others, [name]: one} : others});
}

/** What went wrong, "" if nothing did. It is asked once: nobody presses twice for a person. */
async function outcome(body) {
  try {
    const {deliveries} = await ask('POST', '/demo/phone/press', body);
    const bad = deliveries?.find((one) => one.error || one.status >= 400);
    return bad ? sentenceOf(bad) : '';
  } catch (error) {
    return error.message;
  }
}

function sentenceOf({status, body, error}) {
  if (error) return `Not delivered: ${error}.`;
  try {
    return JSON.parse(body).refused ?? `Not delivered: answered ${status}.`;
  } catch {
    return `Not delivered: answered ${status}.`;
  }
}
