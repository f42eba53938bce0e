// The chat: channels, what was said in one of them, and where to say something.
import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {here} from '../places.js';
import {glow} from './changed.js';
import {channelsView} from './channels.js';
import {composerView, grown} from './composer.js';
import {formView, opened} from './forms.js';
import {headView} from './head.js';
import {logView} from './log.js';
import {scrolled} from './scroll.js';

export function chatView(state) {
  const channel = here(state);
  if (!channel) return html`<main class="room"><p class="closed" role="status">Looking for the demo…</p></main>`;
  return html`
    ${channelsView(state, channel)}
    <main class="room">
      ${headView(state, channel)}
      ${logView(state, channel)}
      ${composerView(state, channel)}
    </main>
    ${formView(state)}`;
}

/** What has to be done once the chat has been drawn. */
export function drawn(state) {
  grown();
  glow();
  scrolled(state);
  opened(state);
}
