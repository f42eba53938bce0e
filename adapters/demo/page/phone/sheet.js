// A small sheet on the phone: where a link would lead, were this a phone.

import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {ref} from '../vendor/lit-html/directives/ref.js';
import {copy, look} from './press.js';

let opener = null;

export function sheetView(sheet) {
  if (!sheet) return nothing;
  return html`<div class="phone-sheet-back" @click=${close}></div>
    <div
      class="phone-sheet"
      role="dialog"
      aria-modal="true"
      aria-labelledby="phone-sheet-says"
      @keydown=${(event) => keys(event)}
    >
      <p class="phone-sheet-says" id="phone-sheet-says">On a phone this opens</p>
      <p class="phone-sheet-url" dir="ltr">${sheet.url}</p>
      <p class="phone-sheet-note">The demo leaves this machine alone.</p>
      <p class="phone-sheet-copied" role="status">${sheet.copied}</p>
      <div class="phone-sheet-buttons">
        <button type="button" class="lock-button" @click=${() => copy(sheet.url)}>
          <span>Copy</span>
        </button>
        <button type="button" class="lock-button" ${ref(arrive)} @click=${close}>
          <span>Close</span>
        </button>
      </div>
    </div>`;
}

/** Focus comes into the sheet when it appears, and goes back when it has gone. */
function arrive(button) {
  if (!button || button.dataset.arrived) return;
  button.dataset.arrived = 'yes';
  opener = document.activeElement;
  queueMicrotask(() => button.focus()); // Only then is it in the page.
}

function close() {
  look(null);
  requestAnimationFrame(() => opener?.focus());
}

function keys(event) {
  if (event.key === 'Escape') close();
  if (event.key !== 'Tab') return;
  const [first, last] = event.currentTarget.querySelectorAll('button');
  event.preventDefault();
  (document.activeElement === last ? first : last).focus();
}
