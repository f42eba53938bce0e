// The list of requests and presses, newest on top; one that is opened shows body and answer.
import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {repeat} from '../vendor/lit-html/directives/repeat.js';
import {change, state as known} from '../state.js';
import {filterOf, listed} from './filters.js';
import {sheetView} from './sheet.js';
import {shortened, titleOf, titlesOf} from './titles.js';
import {outcome} from './words.js';

const LISTED_MAX = 120;
const EMPTY = {
  all: 'Nothing has been sent yet. Start something in the chat, and it appears here.',
  request: 'No request yet. Start something in the chat, and it appears here.',
  press: 'No press yet. Press a button on the Lock Screen, and it appears here.',
};

/** @param {object} state */
export function entriesView(state) {
  const filter = filterOf(state.drawer);
  const entries = listed(state.wire, filter);
  if (entries.length === 0) return html`<p class="wire-empty">${EMPTY[filter]}</p>`;
  const titles = titlesOf(state);
  return html`
    <ul class="wire" aria-label="Requests and presses, newest first">
      ${repeat(entries.slice(0, LISTED_MAX), (entry) => entry.seq,
        (entry) => entryView(entry, titleOf(entry, titles), entry.seq === state.drawer.entry))}
    </ul>
  `;
}

function entryView(entry, title, open) {
  const {word, mood, sentence, operation} = outcome(entry);
  const path = entry.kind === 'press' ? pathOf(entry.url) : shortened(entry.path);
  return html`
    <li class=${`entry ${entry.kind}`}>
      <button type="button" class="entry-line" aria-expanded=${String(open)}
        aria-controls=${open ? `entry-${entry.seq}` : nothing} @click=${() => toggle(entry.seq)}>
        <time class="entry-time" datetime=${entry.at}>${clock(entry.at)}</time>
        <span class="entry-method">${entry.kind === 'press' ? 'PRESS' : entry.method}</span>
        <span class="entry-what">
          ${title ? html`<span class="entry-title">${title}</span>` : nothing}
          <span class="entry-path">${path}</span>
        </span>
        <span class=${`entry-status ${mood}`}>${word}${operation ? html` <span class="entry-operation">${operation}</span>` : nothing}</span>
        <span class="entry-sentence">${sentence}</span>
      </button>
      ${open ? sheetView(entry) : nothing}
    </li>
  `;
}

function toggle(seq) {
  const entry = known.drawer.entry === seq ? null : seq;
  change({drawer: {...known.drawer, entry}});
}

function pathOf(url = '') {
  return url.replace(/^https?:\/\/[^/]+/, '');
}

function clock(at) {
  return new Date(at).toLocaleTimeString('en-GB');
}
