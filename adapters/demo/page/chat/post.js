// One post: what a person said, or the bot's card with its thread, or a line of the room itself.
import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {now, state, change} from '../state.js';
import {avatar} from './avatar.js';
import {cardView} from './card.js';
import {ago, clockTime, fullTime} from './times.js';

const LINES_SHOWN = 2;

/** *post*; *follows* when the same person spoke just before, and needs no name again. */
export function postView(post, follows) {
  if (post.author.bot && !post.card) return systemView(post);
  const person = state.world.people.find((one) => one.id === post.author.id);
  const plain = !post.card;
  return html`
    <div class="post ${follows ? 'follows' : ''} ${plain ? '' : 'with-card'}" id="post-${post.id}" data-post=${post.id}>
      ${follows
        ? html`<time class="aside-time" datetime=${post.at} title=${fullTime(post.at)}>${clockTime(post.at)}</time>`
        : avatar(post.author.bot ? null : person, post.author.name)}
      <div class="post-body">
        ${follows ? nothing : html`<p class="byline">
          <b>${post.author.name}</b>${post.author.bot ? html`<span class="app">APP</span>` : nothing}
          <a class="when" href="#${post.channel}/${post.id}" aria-label="Link to this post, ${fullTime(post.at)}"
            ><time datetime=${post.at} title=${fullTime(post.at)}>${clockTime(post.at)}</time></a></p>`}
        ${plain ? html`<p class="said" dir="auto">${post.text}</p>` : cardView(post)}
        ${post.thread?.length ? threadView(post) : nothing}
      </div>
    </div>`;
}

function systemView(post) {
  return html`<div class="post system" id="post-${post.id}" data-post=${post.id}>
    <p><span dir="auto">${post.text}</span> <time datetime=${post.at} title=${fullTime(post.at)}>${clockTime(post.at)}</time></p></div>`;
}

/** The last lines of the thread; all of them once it is unfolded. */
function threadView({id, thread}) {
  const open = state.unfolded.has(id);
  // The card's own line says the same as a first line; it need not be read twice.
  const shown = open ? thread : thread.length === 1 ? [] : thread.slice(-LINES_SHOWN);
  const count = thread.length === 1 ? '1 update' : `${thread.length} updates`;
  return html`<div class="thread">
    ${thread.length === LINES_SHOWN ? nothing : html`<button type="button" class="unfold" aria-expanded=${open} @click=${() => unfold(id)}>
      <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true"><path d="M4 2.5 8 6 4 9.5" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/></svg>${count}</button>`}
    ${shown.length === 0 ? nothing : html`<ul aria-label="Updates">${shown.map((line) => html`<li data-line=${line.id}>
      <span dir="auto">${line.who ? html`<b>${line.who}</b>: ` : nothing}${line.text}</span>
      <time aria-live="off" datetime=${line.at} title=${fullTime(line.at)}>${ago(line.at, now())}</time></li>`)}</ul>`}
  </div>`;
}

function unfold(id) {
  const unfolded = new Set(state.unfolded);
  if (!unfolded.delete(id)) unfolded.add(id);
  change({unfolded});
}
