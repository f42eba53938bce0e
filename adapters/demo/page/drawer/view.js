// The other side of the glass: what ActivitySmith is asked and answers, and what can go wrong.
import {html} from '../vendor/lit-html/lit-html.js';
import {ref} from '../vendor/lit-html/directives/ref.js';
import {change, state as known} from '../state.js';
import {entriesView} from './entries.js';
import {filtersView} from './filters.js';
import {meterView} from './meter.js';
import {faultsView, switchesView} from './switches.js';

/** @param {object} state What the page knows. */
export function drawerView(state) {
  if (!state.drawer.open) return faultsView(state);
  return html`
    <section class="drawer" aria-labelledby="drawer-title" @keydown=${closeOnEscape}>
      <header class="drawer-head">
        <h2 id="drawer-title">The other side of the glass</h2>
        ${filtersView(state.drawer)}
        ${meterView(state.phones.account)}
        <button type="button" class="quiet icon drawer-close" aria-label="Close" title="Close"
          @click=${close} ${ref(takeFocus)}>
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" fill="none"
            stroke="currentColor" stroke-width="1.6" stroke-linecap="round">
            <path d="M3 3l10 10M13 3L3 13"/>
          </svg>
        </button>
      </header>
      <div class=${`drawer-body shows-${state.drawer.filter ?? 'all'}`}>
        ${switchesView(state)}
        ${entriesView(state)}
      </div>
    </section>
  `;
}

let shown = null;

/** Who opened a sheet that fills the window goes on inside it; a drawer below takes no focus. */
function takeFocus(button) {
  if (!button || button === shown) {
    shown = button ?? null;
    return;
  }
  shown = button;
  const opener = document.getElementById('open-drawer');
  const fills = matchMedia('(max-width: 760px)').matches;
  if (fills && document.activeElement === opener) queueMicrotask(() => button.focus());
}

function close() {
  change({drawer: {...known.drawer, open: false}});
  document.getElementById('open-drawer')?.focus();
}

function closeOnEscape(event) {
  if (event.key !== 'Escape') return;
  event.stopPropagation();
  close();
}
