// A card swiped away: by a finger to its leading side, or by the Delete key.

import {noChange} from '../vendor/lit-html/lit-html.js';
import {AsyncDirective} from '../vendor/lit-html/async-directive.js';
import {directive} from '../vendor/lit-html/directive.js';

const FAR_ENOUGH = 0.3; // Of the card's width.

class Swiped extends AsyncDirective {
  render() {
    return noChange;
  }

  update({element}, [away]) {
    this.away = away;
    if (!this.element) this.listen(element);
    element.classList.toggle('swipes', away !== null);
    return noChange;
  }

  listen(element) {
    this.element = element;
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Delete' || !this.away) return;
      event.preventDefault();
      this.away();
    });
    element.addEventListener('pointerdown', (event) => this.begin(event));
  }

  begin(event) {
    if (!this.away || event.button !== 0 || event.target.closest('button, a')) return;
    const card = this.element;
    const from = event.clientX;
    const moved = (e) => Math.min(0, e.clientX - from);
    const follow = (e) => card.style.setProperty('--swiped', `${moved(e)}px`);
    const leave = new AbortController();
    const drop = (e) => {
      leave.abort();
      card.style.removeProperty('--swiped');
      if (e.type === 'pointerup' && -moved(e) > card.offsetWidth * FAR_ENOUGH) this.away?.();
    };
    card.setPointerCapture(event.pointerId);
    card.addEventListener('pointermove', follow, {signal: leave.signal});
    card.addEventListener('pointerup', drop, {signal: leave.signal});
    card.addEventListener('pointercancel', drop, {signal: leave.signal});
  }
}

/** On a card: *away()* when it is swiped off; null while it may not be. */
export const swiped = directive(Swiped);
