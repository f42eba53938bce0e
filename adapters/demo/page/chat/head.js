// The head of the channel that is shown: its name, what it is about, and its small menu.
import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {change} from '../state.js';
import {archiveForm, renameForm} from './rooms.js';

export function headView({channels_open: open}, channel) {
  return html`
    <div class="room-head">
      <button type="button" class="quiet icon chooser" aria-label="Channels" aria-expanded=${open} aria-controls="channels"
          @click=${() => toggleChannels(!open)}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M2 4h12M2 8h12M2 12h12" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/></svg>
      </button>
      <h1><span class="hash" aria-hidden="true">#</span><span dir="auto">${channel.name}</span></h1>
      <p class="topic" dir="auto">${channel.topic}</p>
      ${channel.archived ? nothing : html`
      <details class="menu" @keydown=${onKey} @focusout=${onFocusOut}>
        <summary aria-label="More for #${channel.name}" title="More for #${channel.name}"><svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><g fill="currentColor"><circle cx="3" cy="8" r="1.4"/><circle cx="8" cy="8" r="1.4"/><circle cx="13" cy="8" r="1.4"/></g></svg></summary>
        <div class="menu-list" @mousedown=${(event) => event.preventDefault()}>
          <button type="button" @click=${(event) => choose(event, renameForm)}>Rename…</button>
          <button type="button" @click=${(event) => choose(event, archiveForm)}>Archive…</button>
        </div>
      </details>`}
    </div>`;
}

function toggleChannels(open) {
  change({channels_open: open});
  if (open) queueMicrotask(() => document.querySelector('#channels [aria-current]')?.focus());
}

function choose(event, open) {
  const menu = event.currentTarget.closest('details');
  menu.querySelector('summary').focus();
  menu.open = false;
  open();
}

function onKey(event) {
  if (event.key !== 'Escape' || !event.currentTarget.open) return;
  event.currentTarget.open = false;
  event.currentTarget.querySelector('summary').focus();
}

function onFocusOut(event) {
  if (!event.currentTarget.contains(event.relatedTarget)) event.currentTarget.open = false;
}
