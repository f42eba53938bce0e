// The bar at the top and the tabs of a narrow window: their few buttons and what they show.
import {change, state} from './state.js';

const THEMES = ['auto', 'light', 'dark'];
const THEME_NAMES = {auto: 'as the system', light: 'light', dark: 'dark'};
const by = (id) => document.getElementById(id);

/** Makes the buttons do what they say. */
export function wireTop() {
  by('open-tour').onclick = () => {
    change({tour: {...state.tour, step: state.tour.step ? 0 : 1}});
  };
  by('open-drawer').onclick = () => {
    change({drawer: {...state.drawer, open: !state.drawer.open}});
  };
  by('turn-theme').onclick = () => {
    change({theme: THEMES[(THEMES.indexOf(state.theme) + 1) % THEMES.length]});
  };
  by('tab-chat').onclick = () => change({tab: 'chat'});
  by('tab-phone').onclick = () => change({tab: 'phone'});
  document.querySelector('.skip').onclick = (event) => {
    event.preventDefault();
    change({tab: 'chat'});
    queueMicrotask(() => by('say')?.focus());
  };
}

/** Brings the bar, the tabs and the theme in step with what is known. */
export function drawTop({connected, drawer, phones, tab, theme}) {
  const root = document.documentElement;
  if (theme === 'auto') delete root.dataset.theme;
  else root.dataset.theme = theme;
  const themed = `Theme: ${THEME_NAMES[theme] ?? THEME_NAMES.auto}`;
  by('turn-theme').setAttribute('aria-label', themed);
  by('turn-theme').title = themed;

  document.body.dataset.tab = tab;
  for (const name of ['chat', 'phone']) {
    by(`tab-${name}`).toggleAttribute('aria-current', tab === name);
    if (tab === name) by(`tab-${name}`).setAttribute('aria-current', 'true');
  }
  const live = phones.account?.live ?? 0;
  write(by('tab-count'), live ? String(live) : '');
  by('tab-count').hidden = live === 0;

  by('open-drawer').setAttribute('aria-expanded', String(drawer.open));
  write(by('lost'), connected ? '' : 'Reconnecting…');
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
