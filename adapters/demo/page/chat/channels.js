// The channels: which there are, how much is live in each, and a way to make one more.
import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {change} from '../state.js';
import {newChannelForm} from './rooms.js';

export function channelsView({channels, channels_open: open}, current) {
  const order = [...channels].sort((one, other) => one.archived - other.archived);
  return html`
    <nav class="channels ${open ? 'open' : ''}" id="channels" aria-labelledby="channels-title" @keydown=${onKey}>
      <h2 id="channels-title">Channels</h2>
      <ul>${order.map((channel) => html`<li>
        <a href="#${channel.id}" class=${channel.archived ? 'archived' : nothing} aria-current=${channel.id === current?.id ? 'page' : nothing}
            @click=${() => change({channels_open: false})}>
          <span class="hash" aria-hidden="true">#</span><span class="name" dir="auto">${channel.name}</span>
          ${channel.archived ? html`<span class="tag">archived</span>` : nothing}
          ${channel.live ? html`<span class="count" title="${channel.live} live">${channel.live}<span class="visually-hidden"> live</span></span>` : nothing}
        </a></li>`)}</ul>
      <button type="button" class="quiet new-channel" @click=${newChannelForm}><span aria-hidden="true">+</span> New channel</button>
    </nav>
    ${open ? html`<div class="veil" @click=${() => change({channels_open: false})}></div>` : nothing}`;
}

function onKey(event) {
  if (event.key !== 'Escape') return;
  change({channels_open: false});
  document.querySelector('.chooser')?.focus();
}
