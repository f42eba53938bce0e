// How full a bar is, set through the CSSOM: the page's policy forbids style attributes.

import {noChange} from '../vendor/lit-html/lit-html.js';
import {Directive, directive} from '../vendor/lit-html/directive.js';

class Filled extends Directive {
  render() {
    return noChange;
  }

  update({element}, [percent]) {
    if (percent !== this.percent) element.style.inlineSize = `${percent}%`;
    this.percent = percent;
    return noChange;
  }
}

/** On an element: it is *percent* as long as what it lies in. */
export const filled = directive(Filled);
