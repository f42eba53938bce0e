// An alert: what is going on, in a sentence.

import {html} from '../../vendor/lit-html/lit-html.js';

export const body = ({content_state: {message}}) =>
  html`<p class="lock-message" dir="auto" title=${message}>${message}</p>`;

export const glance = ({content_state}) => content_state.badge?.title ?? '';

export const glyphName = 'bell.fill';
