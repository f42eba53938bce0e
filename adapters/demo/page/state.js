// What the page knows, and who wants to hear when that changes.

export const state = {};
const listeners = new Set();

export function change(patch) {
  Object.assign(state, patch);
  for (const listener of listeners) listener(state);
}

export function watch(listener) {
  listeners.add(listener);
}
