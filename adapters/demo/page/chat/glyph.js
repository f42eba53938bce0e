// The icon of a card, as the Lock Screen draws it.
import {nothing} from '../vendor/lit-html/lit-html.js';

export const drawn = () => nothing;
