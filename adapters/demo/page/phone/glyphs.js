// SF Symbol names drawn as glyphs of our own, and a kindred one for a name we have not drawn.

import {html, svg} from '../vendor/lit-html/lit-html.js';
import {DRAWINGS} from './drawings.js';

// Parts of names that lead to a glyph when the whole name does not.
const KIN = {
  exclamationmark: 'exclamationmark.triangle.fill',
  checkmark: 'checkmark.circle.fill',
  xmark: 'xmark.circle.fill',
  multiply: 'xmark.circle.fill',
  nosign: 'xmark.circle.fill',
  box: 'shippingbox.fill',
  archivebox: 'shippingbox.fill',
  xserve: 'server.rack',
  rack: 'server.rack',
  desktopcomputer: 'display',
  laptopcomputer: 'display',
  pc: 'display',
  terminal: 'terminal.fill',
  internaldrive: 'externaldrive.fill',
  opticaldiscdrive: 'externaldrive.fill',
  cylinder: 'cylinder.split.1x2.fill',
  alarm: 'clock.fill',
  stopwatch: 'timer',
  waveform: 'chart.line.uptrend.xyaxis',
  dollarsign: 'dollarsign.circle.fill',
  eurosign: 'dollarsign.circle.fill',
  banknote: 'creditcard.fill',
  person: 'person.fill',
  figure: 'person.fill',
  shield: 'shield.fill',
  wrench: 'wrench.and.screwdriver.fill',
  screwdriver: 'wrench.and.screwdriver.fill',
  gear: 'gearshape.fill',
  slider: 'gearshape.fill',
  ant: 'ladybug.fill',
  arrow: 'arrow.up.circle.fill',
  arrowshape: 'arrow.up.circle.fill',
  wifi: 'wifi',
  antenna: 'antenna.radiowaves.left.and.right',
  dot: 'antenna.radiowaves.left.and.right',
  bus: 'tram.fill',
  train: 'tram.fill',
  truck: 'car.fill',
  bicycle: 'car.fill',
  tree: 'leaf.fill',
  thermometer: 'thermometer.medium',
  battery: 'battery.100',
  powerplug: 'battery.100',
  bag: 'cart.fill',
  note: 'doc.fill',
  text: 'doc.fill',
  list: 'list.bullet',
  doc: 'doc.fill',
  folder: 'doc.fill',
  video: 'camera.fill',
  photo: 'camera.fill',
  house: 'house.fill',
  building: 'house.fill',
  envelope: 'envelope.fill',
  mail: 'envelope.fill',
  bubble: 'bubble.left.fill',
  message: 'bubble.left.fill',
  sun: 'sun.max.fill',
  moon: 'moon.fill',
  play: 'play.circle.fill',
  pause: 'pause.circle.fill',
  stop: 'stop.circle.fill',
  info: 'info.circle.fill',
  gauge: 'gauge',
  speedometer: 'gauge',
  number: 'number',
  trash: 'trash.fill',
  eye: 'eye.fill',
  bed: 'moon.fill',
};

/** The drawn name for *symbol*: itself, its filled form, or its kin by any part of its name. */
export function drawnName(symbol) {
  const name = String(symbol ?? '').toLowerCase();
  for (const whole of [name, `${name}.fill`, `${name}.circle.fill`]) {
    if (Object.hasOwn(DRAWINGS, whole)) return whole;
  }
  const parts = name.split('.');
  for (const part of parts) {
    if (Object.hasOwn(KIN, part)) return KIN[part];
    const whole = Object.keys(DRAWINGS).find((drawn) => drawn.split('.')[0] === part);
    if (whole) return whole;
  }
  return 'dot';
}

/** The glyph for *symbol* in the colour of the text around it. */
export function glyph(symbol) {
  const name = drawnName(symbol);
  return html`<svg class="phone-glyph" viewBox="0 0 24 24" data-glyph=${name} aria-hidden="true">
    ${DRAWINGS[name].map(
      ([kind, d, width]) => svg`<path class="phone-glyph-${kind}" d=${d} stroke-width=${width ?? 2} />`,
    )}
  </svg>`;
}
