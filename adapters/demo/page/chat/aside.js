// A private answer in the channel: only this window shows it, until it is dismissed.
import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {state} from '../state.js';
import {dismiss, openForm} from './acts.js';
import {avatar} from './avatar.js';
import {rowView} from './card.js';
import {prose} from './prose.js';
import {clockTime, fullTime} from './times.js';

/** A line of `help`: two spaces, what can be said, and after some more what it does. */
const SAID_HOW = /^ {2}(\S.*?) {2,}(\S.*)$/;

export function asideView(aside) {
  const cards = aside.cards ?? [];
  return html`
    <div class="post private" id=${aside.id}>
      ${avatar(null)}
      <div class="post-body">
        <p class="only">
          <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true"><path d="M1 8s2.6-4.5 7-4.5S15 8 15 8s-2.6 4.5-7 4.5S1 8 1 8z" fill="none" stroke="currentColor" stroke-width="1.3"/><circle cx="8" cy="8" r="2" fill="currentColor"/></svg>
          Only you can see this
          <button type="button" class="dismiss" @click=${() => dismiss(aside)}>Dismiss</button></p>
        <p class="byline"><b>Lockstep</b><span class="app">APP</span>
          <time class="when" datetime=${aside.at} title=${fullTime(aside.at)}>${clockTime(aside.at)}</time>
          <code class="asked">${aside.words}</code></p>
        ${cards.length ? html`<div class="rows">${cards.map((card) => rowView(latest(card)))}</div>` : textView(aside.text)}
        ${aside.offer_start ? html`<div class="buttons"><button type="button" class="button first" @click=${() => openForm('start')}>Start…</button></div>` : nothing}
      </div>
    </div>`;
}

/** Words and what they do stand side by side; lists in columns; a sentence is a sentence. */
function textView(text) {
  const lines = text.split('\n');
  if (lines.some((line) => SAID_HOW.test(line))) return html`<div class="said-how">${lines.map(howView)}</div>`;
  const lists = lines.length > 1;
  return html`<p class="answer ${lists ? 'lists' : ''}" dir="auto" tabindex=${lists ? 0 : nothing}>${lists ? text : prose(text)}</p>`;
}

function howView(line) {
  const [, words, does] = SAID_HOW.exec(line) ?? [];
  return words ? html`<dl><dt>${words}</dt><dd>${prose(does)}</dd></dl>` : html`<p>${prose(line)}</p>`;
}

/** *card* as its post shows it now: an answer may be older than what has happened since. */
function latest(card) {
  for (const post of state.posts.values()) {
    const {card: shown} = post;
    if (shown?.activity === card.activity && !shown.left && shown.revision > card.revision) return shown;
  }
  return card;
}
