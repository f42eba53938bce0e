// The edges of the phone: the status bar above, torch, camera and home indicator below.

import {html} from '../vendor/lit-html/lit-html.js';
import {glyph} from './glyphs.js';

export const statusBar = html`<div class="phone-status" aria-hidden="true">
  <span class="phone-carrier">Lockstep</span>
  <svg class="phone-signs" viewBox="0 0 78 14">
    <rect x="0" y="8.5" width="3.2" height="4.5" rx="1" />
    <rect x="4.9" y="6.2" width="3.2" height="6.8" rx="1" />
    <rect x="9.8" y="3.7" width="3.2" height="9.3" rx="1" />
    <rect x="14.7" y="1" width="3.2" height="12" rx="1" />
    <path
      d="M25 4.9a11.5 11.5 0 0 1 16 0M27.8 7.9a7.4 7.4 0 0 1 10.4 0"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
    />
    <path d="M33 13.2 30.4 10.5a3.7 3.7 0 0 1 5.2 0Z" />
    <rect x="48.5" y="1" width="24" height="12" rx="3.8" fill="none" stroke="currentColor" opacity=".5" />
    <rect x="50.2" y="2.7" width="17" height="8.6" rx="2.3" />
    <path d="M74 5v4c1-.3 1.7-1.1 1.7-2S75 5.3 74 5Z" opacity=".5" />
  </svg>
</div>`;

export const footBar = html`<div class="lock-foot" aria-hidden="true">
  <span class="lock-foot-button">${glyph('flashlight.on.fill')}</span>
  <span class="lock-home"></span>
  <span class="lock-foot-button">${glyph('camera.fill')}</span>
</div>`;
