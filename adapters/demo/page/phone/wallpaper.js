// The wallpaper: a sky and four ridges of our own, coloured by phone.css for day and night.

import {svg, html} from '../vendor/lit-html/lit-html.js';

const RIDGES = [
  'M0 470C60 430 104 444 150 470s96 8 142-30 70-22 101-2v414H0Z',
  'M0 560c44-26 92-20 140 8s110 20 152-18 70-34 101-22v324H0Z',
  'M0 640c52 8 84-40 146-34s84 54 142 46 72-34 105-40v240H0Z',
  'M0 742c70-34 118-8 176 4s122-46 217-22v128H0Z',
];

export const wallpaper = html`<svg
  class="phone-wallpaper"
  viewBox="0 0 393 852"
  preserveAspectRatio="xMidYMid slice"
  aria-hidden="true"
>
  <circle class="phone-wall-light" cx="292" cy="366" r="190"></circle>
  <circle class="phone-wall-disc" cx="292" cy="366" r="25"></circle>
  ${RIDGES.map((d, i) => svg`<path class="phone-ridge-${i + 1}" d=${d} />`)}
</svg>`;
