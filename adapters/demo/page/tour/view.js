// Draws nothing yet.
import {nothing} from '../vendor/lit-html/lit-html.js';

export const tourView = () => nothing;
