// What can go wrong, at will: a switch for each fault of the stand-in for ActivitySmith.
import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {ask} from '../ask.js';
import {change, state as known} from '../state.js';

/** @param {object} state */
export function switchesView(state) {
  return html`
    <div class="switches" role="group" aria-labelledby="switches-title">
      <h3 id="switches-title">What may go wrong</h3>
      <ul>${state.switches.map((each) => switchView(each))}</ul>
      <p class="switches-note" role="alert">${state.switch_note ?? ''}</p>
    </div>
  `;
}

/** While the drawer is closed: which faults are on, so that nobody wonders. */
export function faultsView(state) {
  const on = state.switches.filter((each) => each.on);
  if (on.length === 0) return nothing;
  return html`
    <p class="faults-on" role="status">
      <span>Switched on: ${on.map((each) => each.label).join(', ')}</span>
      <button type="button" class="quiet" @click=${() => on.forEach((each) => turn(each.name, false))}>Switch off</button>
    </p>
  `;
}

function switchView({name, label, about, on}) {
  return html`
    <li class="switch">
      <button type="button" role="switch" id=${`switch-${name}`} aria-checked=${String(on)}
        aria-describedby=${`about-${name}`} @click=${() => turn(name, !on)}>
        <span class="switch-label">${label}</span>
        <span class="switch-track" aria-hidden="true"><span></span></span>
      </button>
      <p id=${`about-${name}`}>${about}</p>
    </li>
  `;
}

/** Turns the switch *name*; all windows hear of it from the feed. */
async function turn(name, on) {
  try {
    const {switches} = await ask('PUT', `/demo/switches/${name}`, {on});
    change({switches: switches ?? known.switches, switch_note: ''});
  } catch (error) {
    change({switch_note: error.message});
  }
}
