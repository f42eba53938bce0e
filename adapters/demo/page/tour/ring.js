// The ring around what moves: it lies beside things, never over them, and lets presses through.
import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {ref} from '../vendor/lit-html/directives/ref.js';
import {state} from '../state.js';
import {onPhone} from './phone.js';

const AROUND_PX = 4;
const RINGS = 2;

/** @param {{at?: object[]}} tour Where it points, if anywhere. */
export function ringsView({at = []}) {
  if (at.length === 0) return nothing;
  return html`${Array.from({length: RINGS}, (_, place) => html`
    <div class="tour-ring" aria-hidden="true" hidden ${ref(rings[place])}></div>`)}`;
}

const elements = new Array(RINGS).fill(null);
const rings = elements.map((_, place) => (element) => {
  elements[place] = element ?? null;
  if (element) follow();
});

let following = false;

function follow() {
  if (following) return;
  following = true;
  requestAnimationFrame(place);
}

function place() {
  following = false;
  if (elements.every((element) => element === null)) return;
  elements.forEach((ring, number) => ring && around(ring, (state.tour.at ?? [])[number]));
  follow();
}

function around(ring, at) {
  const target = at && find(at);
  const box = target && seen(target);
  ring.hidden = !box;
  if (!box) return;
  if (ring.target !== target) target.scrollIntoView({block: 'nearest'});
  ring.target = target;
  ring.style.transform = `translate(${box.left - AROUND_PX}px, ${box.top - AROUND_PX}px)`;
  ring.style.width = `${box.right - box.left + 2 * AROUND_PX}px`;
  ring.style.height = `${box.bottom - box.top + 2 * AROUND_PX}px`;
}

function find({what, id, button}) {
  if (what === 'composer') return document.querySelector('#chat .say-box');
  if (what === 'note') return document.querySelector('#chat .note');
  if (what === 'phone') return document.querySelector('#phone .phone-device');
  if (what === 'lock') return onPhone(id, button);
  return [...document.querySelectorAll('#chat article[data-activity]')].find((each) => each.dataset.activity === id);
}

/** The part of *target* that can be seen, or null. */
function seen(target) {
  const box = target.getBoundingClientRect();
  if (box.width === 0) return null;
  const frame = target.closest('#log, #phone .lock-stack, #phone')?.getBoundingClientRect();
  if (!frame) return box;
  const part = {
    left: Math.max(box.left, frame.left + AROUND_PX), right: Math.min(box.right, frame.right - AROUND_PX),
    top: Math.max(box.top, frame.top + AROUND_PX), bottom: Math.min(box.bottom, frame.bottom - AROUND_PX),
  };
  return part.bottom > part.top && part.right > part.left ? part : null;
}
