// Where this window is: a channel, or one post in it, as the address after the # says.
import {change, state} from './state.js';

const PLACE = /^#([^/]+)(?:\/(p\d+))?$/;

/** Follows the address from now on: on load, on every change, and when a link is pressed again. */
export function followAddress() {
  addEventListener('hashchange', () => goTo(location.hash));
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    if (!link || link.pathname !== location.pathname || link.host !== location.host) return;
    // The browser tells of no change when the address is the one that it has already.
    if (link.hash && link.hash === location.hash) goTo(link.hash);
  });
  goTo(location.hash);
}

/** Opens what *hash* names, such as "#ops" or "#ops/p12". */
export function goTo(hash) {
  const place = PLACE.exec(plain(hash));
  if (!place) return;
  change({channel: place[1], sought: place[2] ?? null, tab: 'chat', channels_open: false, unseen: false});
}

function plain(hash) {
  try {
    return decodeURIComponent(hash);
  } catch {
    return '';
  }
}

/** The channel on the screen: the one that was chosen, else where the demo starts. */
export function here(known = state) {
  const by = (id) => known.channels.find((channel) => channel.id === id);
  return by(known.channel) ?? by(known.world.start) ?? known.channels[0];
}

/** Who speaks in this window. */
export function speaker(known = state) {
  const people = known.world.people;
  return people.find((person) => person.id === known.me) ?? people[0];
}
