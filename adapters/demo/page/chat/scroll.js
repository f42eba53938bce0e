// Keeps the newest post in view for who is at the bottom, and leaves who is reading in peace.
import {change, state} from '../state.js';

const NEAR_PX = 48;
const AWAITED_MS = 3000;

let atBottom = true;
let awaitedUntil = 0;
let shownChannel = '';
let shownCount = 0;
const watched = new WeakSet();
const grows = new ResizeObserver(() => settle());

/** Hears where the reader is. */
export function noteScroll(event) {
  const log = event.currentTarget;
  atBottom = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
  if (atBottom && state.unseen) change({unseen: false});
}

/** Whoever says something wants to see what comes of it: the next new post is gone to. */
export function awaitNewest() {
  awaitedUntil = performance.now() + AWAITED_MS;
}

/** Goes to the newest post. */
export function toNewest() {
  atBottom = true;
  change({unseen: false});
  settle();
}

/** After each drawing: goes where the reader should be. */
export function scrolled({sought}) {
  const log = document.getElementById('log');
  if (!log) return;
  watch(log);
  const count = log.querySelectorAll('.post').length;
  const channel = log.getAttribute('aria-label');
  const awaited = channel === shownChannel && count > shownCount && performance.now() < awaitedUntil;
  if (channel !== shownChannel) {
    atBottom = true;
    if (state.unseen) change({unseen: false});
  } else if (count > shownCount && !atBottom) {
    if (awaited) atBottom = true;
    else if (!state.unseen) change({unseen: true});
  }
  [shownChannel, shownCount] = [channel, count];
  if (sought && seek(sought)) change({sought: null});
  else if (awaited && beginsAbove(log)) atBottom = false;
  else settle();
}

/** Whether the newest post is too tall for the log; then its beginning is gone to. */
function beginsAbove(log) {
  const newest = [...log.querySelectorAll('.post')].at(-1);
  if (!newest || newest.offsetHeight <= log.clientHeight) return false;
  newest.scrollIntoView({block: 'start'});
  return true;
}

function seek(id) {
  const post = document.getElementById(`post-${id}`);
  if (!post || post.offsetParent === null) return false;
  atBottom = false;
  post.scrollIntoView({block: 'center'});
  flash(post);
  return true;
}

/** Lets the eye find *element*. */
export function flash(element) {
  element.animate?.([{backgroundColor: 'var(--flash)'}, {backgroundColor: 'transparent'}], {duration: 1800, easing: 'ease-in'});
}

function settle() {
  const log = document.getElementById('log');
  if (log && atBottom) log.scrollTop = log.scrollHeight;
}

function watch(log) {
  for (const element of [log, log.firstElementChild]) {
    if (watched.has(element)) continue;
    watched.add(element);
    grows.observe(element);
  }
}
