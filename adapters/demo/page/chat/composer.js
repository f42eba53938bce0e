// Where something is said: a field that grows, what fits while a command is typed, who speaks.
import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {live} from '../vendor/lit-html/directives/live.js';
import {change, state} from '../state.js';
import {say, tell} from './acts.js';
import {choices, close, move, offer, taken} from './hints.js';
import {peopleView} from './people.js';
import {prose} from './prose.js';

const LENGTH_MAX = 4000;
const TALLEST_PX = 200;

let said = '';

export function composerView(known, channel) {
  if (channel.archived) {
    return html`<div class="composer"><p class="closed">#${channel.name} is archived. It can be read, and nothing more is said here.</p></div>`;
  }
  const {draft, hints, world, busy} = known;
  const offered = choices();
  const active = offered.length && hints.at >= 0 ? `choice-${hints.at}` : nothing;
  return html`
    <div class="composer">
      ${hints?.about || offered.length ? hintsView(hints, offered) : nothing}
      <form class="say-box" @submit=${onSubmit} autocomplete="off">
        <label class="visually-hidden" for="say">Say something in ${channel.name}, or type ${world.command}</label>
        <textarea id="say" rows="1" maxlength=${LENGTH_MAX} placeholder="Message #${channel.name}, or type ${world.command}"
          autocapitalize="sentences" spellcheck="true" enterkeyhint="send"
          aria-autocomplete="list" aria-haspopup="listbox" aria-controls=${offered.length ? 'choices' : nothing}
          aria-activedescendant=${active} aria-describedby="about"
          .value=${live(draft)} @input=${onInput} @keydown=${onKey}></textarea>
        <div class="say-tools">
          ${peopleView(known)}
          <button type="button" class="quiet slash" title="Begin a command" @click=${onSlash}>${world.command}</button>
          <button type="submit" class="button main send" aria-disabled=${busy.has('say') || draft.trim() === ''}>
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M8 13V3.5M3.5 8 8 3.5 12.5 8" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></svg>
            <span>Send</span></button>
        </div>
      </form>
      ${noteView(known.note)}
    </div>`;
}

/** Puts *text* into the field, as if it had been typed. */
export function write(text) {
  change({draft: text, note: null});
  return offer(text);
}

/** Says what is in the field. It is emptied only once the server has it. */
export async function send() {
  const text = state.draft;
  if (text.trim() === '' || state.busy.has('say')) return;
  change({hints: null});
  const done = await say(text);
  if (!done) return;
  said = text;
  // What was typed on while the answer was awaited stays.
  if (state.draft === text) change({draft: '', hints: null});
}

/** After each drawing: the field is as tall as what is in it, up to a bound. */
export function grown() {
  const field = document.getElementById('say');
  if (!field || field.value === grown.for) return;
  grown.for = field.value;
  field.style.height = 'auto';
  field.style.height = `${Math.min(field.scrollHeight, TALLEST_PX)}px`;
}

function hintsView(hints, offered) {
  return html`
    <div class="hints">
      ${offered.length ? html`<ul id="choices" role="listbox" aria-label="What can follow">
        ${offered.map((choice, at) => html`<li id="choice-${at}" role="option" aria-selected=${at === hints.at}
            @pointerdown=${(event) => event.preventDefault()} @click=${() => take(at)}>
          <span class="choice">${choice.label}</span><span class="choice-about">${prose(choice.about)}</span></li>`)}
      </ul>` : nothing}
      <p class="about" id="about"><span>${prose(hints.about ?? '')}</span>${offered.length
        ? html`<span class="keys" aria-hidden="true"><kbd>↑</kbd><kbd>↓</kbd> choose <kbd>Tab</kbd> take <kbd>Esc</kbd> close</span>` : nothing}</p>
      <p class="visually-hidden" role="status">${offered.length ? `${offered.length} offered` : ''}</p>
    </div>`;
}

function noteView(note) {
  return html`
    <div class="note-place" role="status">${note && html`
      <p class="note ${note.kind}"><span class="note-text"><bdi>${prose(note.text)}</bdi> <span class="only-you">Only you can see this</span></span>
        <button type="button" class="quiet icon shut" aria-label="Dismiss" @click=${() => tell('')}>×</button></p>`}
    </div>`;
}

function take(at) {
  write(taken(at));
  document.getElementById('say').focus();
}

function onInput(event) {
  change({draft: event.target.value, note: state.note?.kind === 'answer' ? null : state.note});
  offer(state.draft);
}

function onSubmit(event) {
  event.preventDefault();
  send();
}

function onSlash() {
  const command = `${state.world.command} `;
  write(state.draft.startsWith(command) ? state.draft : command + state.draft);
  document.getElementById('say').focus();
}

function onKey(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = keyActs(event)[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

/** What each key does just now; what is not named does what it always does in a field. */
function keyActs({shiftKey}) {
  const offered = choices();
  if (offered.length && !shiftKey) {
    const {at} = state.hints;
    return {
      ArrowUp: () => move(-1), ArrowDown: () => move(1), Escape: close,
      Tab: () => take(Math.max(0, at)), Enter: () => (at < 0 ? send() : take(at)),
    };
  }
  if (shiftKey) return {};
  return {Enter: send, ...(state.draft === '' && said ? {ArrowUp: () => write(said)} : {})};
}
