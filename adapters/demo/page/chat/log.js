// What was said in the channel that is shown, with this window's private answers in between.
import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {repeat} from '../vendor/lit-html/directives/repeat.js';
import {change, state} from '../state.js';
import {asideView} from './aside.js';
import {postView} from './post.js';
import {noteScroll, toNewest} from './scroll.js';

const TOGETHER_MS = 5 * 60 * 1000;

export function logView({posts, asides, tour, unseen, world}, channel) {
  const entries = inOrder(posts, asides, channel.id);
  return html`
    <div class="log-frame">
      <h2 class="visually-hidden">Messages</h2>
      <div class="log" id="log" role="log" aria-label="Messages in ${channel.name}" aria-live="polite" aria-relevant="additions"
          tabindex="0" @scroll=${noteScroll}>
        <div class="entries">
          ${entries.length ? nothing : emptyView(channel, world.command, tour.step > 0)}
          ${repeat(entries, (entry) => entry.id, (entry, place) =>
            entry.author ? postView(entry, follows(entry, entries[place - 1])) : asideView(entry))}
        </div>
      </div>
      ${unseen ? html`<button type="button" class="newest" @click=${toNewest}>New messages ↓</button>` : nothing}
    </div>`;
}

function inOrder(posts, asides, channel) {
  const said = [...posts.values()].filter((post) => post.channel === channel);
  said.sort((one, other) => number(one.id) - number(other.id));
  for (const aside of asides) {
    if (aside.channel !== channel) continue;
    const after = aside.after === null ? -1 : number(aside.after);
    const place = said.findIndex((post) => post.author && number(post.id) > after);
    said.splice(place < 0 ? said.length : place, 0, aside);
  }
  return said;
}

const number = (id) => Number(id.slice(1));

function follows(entry, before) {
  return Boolean(before?.author) && !entry.card && !before.card && !entry.author.bot
    && before.author.id === entry.author.id && Date.parse(entry.at) - Date.parse(before.at) < TOGETHER_MS;
}

function emptyView(channel, command, touring) {
  return html`<div class="empty-room">
    <p class="empty-title">Nothing has been said in #${channel.name} yet.</p>
    ${channel.archived ? nothing : html`<p>Type <code>${command} start Checkout is down</code> below, and watch the Lock Screen.</p>
      ${touring ? nothing : html`<button type="button" class="button" @click=${() => change({tour: {...state.tour, step: 1}})}>Take the tour</button>`}`}
  </div>`;
}
