// Text that changes by itself: one interval for the whole page, which touches nothing but text.

import {noChange} from '../vendor/lit-html/lit-html.js';
import {AsyncDirective} from '../vendor/lit-html/async-directive.js';
import {directive} from '../vendor/lit-html/directive.js';

const EVERY_MS = 250; // A second is never shown late by more than this.
const running = new Set();
let interval = 0;

class Ticking extends AsyncDirective {
  render() {
    return noChange;
  }

  update(part, [read]) {
    this.element = part.element;
    this.read = read;
    this.write();
    this.reconnected();
    return noChange;
  }

  write() {
    const text = this.read();
    if (this.element.textContent !== text) this.element.textContent = text;
  }

  reconnected() {
    running.add(this);
    interval ||= setInterval(() => running.forEach((one) => one.write()), EVERY_MS);
  }

  disconnected() {
    running.delete(this);
    if (running.size) return;
    clearInterval(interval);
    interval = 0;
  }
}

/** On an element: its text is what *read()* returns, again and again. */
export const ticking = directive(Ticking);
