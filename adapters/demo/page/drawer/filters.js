// What the drawer lists: all, the requests, or the presses; where it is narrow, the switches too.
import {html} from '../vendor/lit-html/lit-html.js';
import {change, state as known} from '../state.js';

const FILTERS = [['all', 'All'], ['request', 'Requests'], ['press', 'Presses'], ['switches', 'Faults']];

/** @param {{filter?: string}} drawer */
export function filtersView(drawer) {
  const chosen = drawer.filter ?? 'all';
  return html`
    <div class="filters" role="group" aria-label="Show">
      ${FILTERS.map(([kind, label]) => html`
        <button type="button" class=${`quiet show-${kind}`} aria-pressed=${String(kind === chosen)}
          @click=${() => change({drawer: {...known.drawer, filter: kind}})}>${label}</button>
      `)}
    </div>
  `;
}

/** Which entries are listed; beside the switches, all. */
export function filterOf(drawer) {
  return drawer.filter === 'request' || drawer.filter === 'press' ? drawer.filter : 'all';
}

/** Those of *wire* that are to be listed, newest first. */
export function listed(wire, filter) {
  return wire.filter((entry) => filter === 'all' || entry.kind === filter).reverse();
}
