// Draws the page anew whenever what it knows has changed, and once a second for what ticks.
import {render} from './vendor/lit-html/lit-html.js';
import {chatView, drawn as chatDrawn} from './chat/view.js';
import {drawerView} from './drawer/view.js';
import {listen} from './feed.js';
import {phoneView} from './phone/view.js';
import {followAddress} from './places.js';
import {change, state, watch} from './state.js';
import {drawTop, wireTop} from './top.js';
import {tourView} from './tour/view.js';

const views = {chat: chatView, phone: phoneView, drawer: drawerView, tour: tourView};
const mounts = Object.keys(views).map((name) => [document.getElementById(name), views[name]]);

function draw() {
  drawTop(state);
  for (const [mount, view] of mounts) render(view(state), mount);
  chatDrawn(state);
}

for (const [mount] of mounts) mount.replaceChildren();
watch(draw);
wireTop();
followAddress();
change({});
listen();
setInterval(() => document.hidden || draw(), 1000);
document.addEventListener('visibilitychange', () => document.hidden || draw());
