// Cards that come, move, change and go, gently: the stack is watched, lit draws it as ever.

import {noChange} from '../vendor/lit-html/lit-html.js';
import {AsyncDirective} from '../vendor/lit-html/async-directive.js';
import {directive} from '../vendor/lit-html/directive.js';

const STILL = matchMedia('(prefers-reduced-motion: reduce)');
const GENTLY = {duration: 220, easing: 'cubic-bezier(.2, .8, .2, 1)'};
const APART = 'article.lock-card';

class Settling extends AsyncDirective {
  render() {
    return noChange;
  }

  update({element}) {
    if (this.stack === element) return noChange;
    this.stack = element;
    this.places = null;
    this.watcher = new MutationObserver((records) => this.settle(records));
    this.reconnected();
    return noChange;
  }

  reconnected() {
    const what = {childList: true, subtree: true, attributeFilter: ['data-painted']};
    this.watcher.observe(this.stack, what);
  }

  disconnected() {
    this.watcher.disconnect();
  }

  settle(records) {
    if (!this.concerns(records)) return;
    const before = this.places ?? new Map();
    const first = this.places === null;
    this.places = this.measure();
    if (first || STILL.matches) return;
    for (const [card, place] of this.places) this.move(card, place, before.get(card));
    for (const [card, place] of before) if (!this.places.has(card)) this.go(card, place);
    for (const {type, target} of records) if (type === 'attributes') this.changed(target, before);
  }

  /** Our own ghosts and the texts inside cards are nothing to settle for. */
  concerns(records) {
    const cards = (nodes) => [...nodes].some((n) => n.matches?.(APART) && !n.dataset.ghost);
    return records.some(
      (r) => r.type === 'attributes' || cards(r.addedNodes) || cards(r.removedNodes),
    );
  }

  measure() {
    const cards = this.stack.querySelectorAll(`${APART}:not([data-ghost])`);
    return new Map([...cards].map((c) => [c, {top: c.offsetTop, left: c.offsetLeft, width: c.offsetWidth}]));
  }

  move(card, place, was) {
    if (!was) {
      const from = {opacity: 0, transform: 'translateY(-12px) scale(.96)'};
      card.animate([from, {opacity: 1, transform: 'none'}], GENTLY);
    } else if (was.top !== place.top) {
      card.animate([{transform: `translateY(${was.top - place.top}px)`}, {transform: 'none'}], GENTLY);
    }
  }

  go(card, place) {
    const ghost = card.cloneNode(true);
    ghost.dataset.ghost = 'true';
    ghost.inert = true;
    ghost.setAttribute('aria-hidden', 'true');
    ghost.querySelectorAll('[id]').forEach((one) => one.removeAttribute('id'));
    const px = (n) => `${n}px`;
    Object.assign(ghost.style, {top: px(place.top), left: px(place.left), width: px(place.width)});
    this.stack.append(ghost);
    const to = {opacity: 0, transform: 'scale(.94)'};
    ghost.animate([{opacity: 1, transform: 'none'}, to], GENTLY).finished.finally(() => ghost.remove());
  }

  changed(card, before) {
    if (before.has(card)) card.animate([{filter: 'brightness(1.35)'}, {filter: 'none'}], GENTLY);
  }
}

/** On the stack of cards: its cards move gently from one picture to the next. */
export const settling = directive(Settling);
