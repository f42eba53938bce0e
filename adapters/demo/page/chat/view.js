// The chat: channels, what was said in one of them, and where to say something.
import {html} from '../vendor/lit-html/lit-html.js';

export const chatView = () => html`<main class="room"></main>`;

/** What has to be done once the chat has been drawn. */
export function drawn() {}
