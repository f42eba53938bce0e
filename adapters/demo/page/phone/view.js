// The team's iPhone: its Lock Screen as the sandbox was really told to draw it.

import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {repeat} from '../vendor/lit-html/directives/repeat.js';
import {cardView} from './card.js';
import {islandView} from './island.js';
import {dateOf, momentOf, timeOf} from './moment.js';
import {settling} from './motion.js';
import {sheetView} from './sheet.js';
import {footBar, statusBar} from './status.js';
import {ticking} from './ticking.js';
import {wallpaper} from './wallpaper.js';

const SHOWN_AT_ONCE = 3; // More cards lie over torch and camera, and may have to be scrolled.

export function phoneView(state) {
  const moment = momentOf(state);
  const cards = [...(state.phones?.screens?.[0]?.cards ?? [])].reverse(); // The newest on top.
  const live = cards.find((card) => card.is_live);
  return html`<section class="phone" aria-label="Lock Screen of the team's iPhone">
    <div class="phone-device">
      <div class="phone-screen ${crowd(cards.length)}">
        ${wallpaper} ${statusBar} ${islandView(live, moment)}
        <div class="lock" ?inert=${Boolean(state.sheet)}>
          <div class="lock-clock">
            <p class="lock-date" ${ticking(() => dateOf(moment.now()))}></p>
            <p class="lock-time" ${ticking(() => timeOf(moment.now()))}></p>
          </div>
          <div
            class="lock-stack"
            role="group"
            aria-label="Live Activities"
            tabindex=${cards.length > SHOWN_AT_ONCE ? '0' : nothing}
            ${settling()}
          >
            ${repeat(
              cards,
              (card) => card.activity_id,
              (card) => cardView(card, moment, state.presses),
            )}
            ${cards.length ? nothing : empty(state)}
          </div>
          ${footBar}
        </div>
        ${sheetView(state.sheet)}
      </div>
    </div>
  </section>`;
}

const crowd = (count) => `${count > 2 ? 'phone-crowded' : ''} ${count > SHOWN_AT_ONCE ? 'phone-full' : ''}`;

const empty = (state) => html`<p class="lock-empty">
  <strong>No Live Activities</strong>
  Type <kbd>${state.world?.command ?? '/live'} start …</kbd> in the channel.
</p>`;
