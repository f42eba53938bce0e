// Hears from the server what has changed, and comes back by itself when the line is lost.
import {change, state} from './state.js';

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5000;
const WIRE_MAX = 300;

let socket = null;
let wait = FIRST_WAIT_MS;
let timer = 0;

/** Listens from now on, for as long as the page is shown. */
export function listen() {
  connect();
  addEventListener('pagehide', hangUp);
  addEventListener('pageshow', (event) => event.persisted && connect());
  addEventListener('online', () => socket === null && connect());
}

function connect() {
  clearTimeout(timer);
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const line = new WebSocket(`${scheme}//${location.host}/demo/feed`);
  let first = true;
  socket = line;
  line.onmessage = (event) => {
    if (line !== socket) return;
    const said = JSON.parse(event.data);
    wait = FIRST_WAIT_MS;
    change({connected: true, ...(first ? afresh(said) : changed(said))});
    first = false;
  };
  line.onclose = () => {
    if (line !== socket) return;
    socket = null;
    change({connected: false});
    timer = setTimeout(connect, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  };
}

function hangUp() {
  clearTimeout(timer);
  const line = socket;
  socket = null;
  line?.close();
}

/** The first message of a line replaces all that was known. */
function afresh(said) {
  return {
    world: told(said, said.world),
    channels: said.channels,
    posts: new Map((said.posts ?? []).map((post) => [post.id, post])),
    phones: said.phones,
    wire: (said.wire ?? []).slice(-WIRE_MAX),
    switches: said.switches,
  };
}

/** Later ones hold only what is new. */
function changed(said) {
  const patch = {world: told(said, {...state.world, ...said.world})};
  for (const name of ['channels', 'phones', 'switches']) {
    if (name in said) patch[name] = said[name];
  }
  if (said.posts) {
    patch.posts = new Map(state.posts);
    for (const post of said.posts) patch.posts.set(post.id, post);
  }
  if (said.wire) patch.wire = [...state.wire, ...said.wire].slice(-WIRE_MAX);
  return patch;
}

function told(said, world) {
  if (!said.now) return world;
  return {...world, clock_offset_ms: Date.parse(said.now) - Date.now()};
}
