// What the page knows: one plain object, changed in one place, watched by whoever draws.

const KEPT = ['me', 'channel', 'drawer', 'theme'];
const PREFIX = 'lockstep.';

export const state = {
  connected: false,
  world: {people: [], command: '/live', start: 'ops', clock_offset_ms: 0},
  channels: [],
  posts: new Map(),
  phones: {now: '', screens: [], account: {live: 0, places: 4}},
  wire: [],
  switches: [],
  me: '',
  channel: '',
  asides: [],
  drawer: {open: false, entry: null},
  tour: {step: 0},
  form: null,
  theme: 'auto',
  tab: 'chat',
  /** What is being typed, and what is offered for it. */
  draft: '',
  hints: null,
  /** What is told under the field: {text, kind: 'answer'|'refused'}, or null. */
  note: null,
  /** Tokens and names of what is being done at this moment. */
  busy: new Set(),
  /** The posts whose whole thread is shown. */
  unfolded: new Set(),
  /** The post that a link asked for, until it has been shown. */
  sought: null,
  /** Whether something new came below what is on the screen. */
  unseen: false,
  channels_open: false,
  ...kept(),
};

const listeners = new Set();
let due = false;

/** Takes over *patch*; everybody who watches is told once for all changes of this turn. */
export function change(patch) {
  Object.assign(state, patch);
  for (const name of KEPT) if (name in patch) keep(name, patch[name]);
  if (due) return;
  due = true;
  queueMicrotask(() => {
    due = false;
    for (const listener of listeners) listener(state);
  });
}

/** Calls *listener* after every change; returns what stops it. */
export function watch(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The time by the server's clock, in milliseconds, so that all timers tick as one. */
export function now() {
  return Date.now() + state.world.clock_offset_ms;
}

function kept() {
  const found = {};
  for (const name of KEPT) {
    try {
      const text = sessionStorage.getItem(PREFIX + name);
      if (text !== null) found[name] = name === 'drawer' ? JSON.parse(text) : text;
    } catch {
      // A window without storage begins anew each time.
    }
  }
  return found;
}

function keep(name, value) {
  try {
    sessionStorage.setItem(PREFIX + name, name === 'drawer' ? JSON.stringify(value) : value);
  } catch {
    // The page works without; it only forgets.
  }
}
