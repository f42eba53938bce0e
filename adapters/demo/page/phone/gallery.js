// The gallery: every type and state of a card side by side, fed with made-up cards.

import {html, nothing, render} from '../vendor/lit-html/lit-html.js';
import {change, state, watch} from '../state.js';
import {cardView} from './card.js';
import {DRAWINGS} from './drawings.js';
import {COLORS, NOW, SCENES, SECTIONS} from './gallery_cards.js';
import {glyph} from './glyphs.js';
import {momentOf} from './moment.js';
import {phoneView} from './view.js';

// gallery.html?theme=dark&show=phones&clock=held: one look, one part, a clock that stands still.
const asked = new URLSearchParams(location.search);
if (asked.has('theme')) document.documentElement.dataset.theme = asked.get('theme');

const world = {command: '/live', clock_offset_ms: Date.parse(NOW) - Date.now()};
const moment =
  asked.get('clock') === 'held'
    ? {seen: Date.parse(NOW), now: () => Date.parse(NOW)}
    : momentOf({world, phones: {now: NOW}});

const strip = (name, cards) => html`<section id=${name}>
  <h2>${name}</h2>
  <div class="phone-strip">${cards.map((card) => cardView(card, moment, state.presses))}</div>
</section>`;

const phones = () => html`<section id="phones">
  <h2>phones</h2>
  <div class="phones">${SCENES.map((cards, i) => html`<div>${phone(cards, i)}</div>`)}</div>
</section>`;

const SHEET_ON = 2; // The one phone that has a link to elsewhere.
const phone = (cards, i) => {
  const sheet = i === SHEET_ON ? state.sheet : null;
  return phoneView({...state, sheet, world, phones: {now: NOW, screens: [{id: 'phone-1', cards}]}});
};

const glyphs = () => html`<section id="glyphs">
  <h2>glyphs</h2>
  <div class="glyph-sheet">
    ${Object.keys(DRAWINGS).map((name) => html`<figure>${glyph(name)}${name}</figure>`)}
  </div>
</section>`;

const PARTS = [
  ...SECTIONS.map(([name, cards]) => [name, () => strip(name, cards)]),
  ['phones', phones],
  ['glyphs', glyphs],
];

function draw() {
  const show = asked.get('show');
  const before = performance.now();
  render(
    html`<h1>Everything a Lock Screen can show</h1>
      <p>${COLORS.length} colours, seven types, made-up words.</p>
      ${PARTS.map(([name, part]) => (show && show !== name ? nothing : part()))}`,
    document.getElementById('gallery'),
  );
  document.documentElement.dataset.drawnInMs = (performance.now() - before).toFixed(1);
}

watch(draw);
change({presses: {'gallery-working action': {step: 'working'}, ...failed()}});

function failed() {
  const painted_at = NOW;
  return {'gallery-failed action': {step: 'failed', failed: 'There are 4 steps.', painted_at}};
}
