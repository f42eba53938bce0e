// The phone as the tour needs it: its cards on the screen, and a press on one of their buttons.
import {ask} from '../ask.js';

/** The element of the Lock Screen's card *id*, or undefined; with *button*, its first or second. */
export function onPhone(id, button) {
  const card = [...document.querySelectorAll('#phone article[data-activity]')].find((each) => each.dataset.activity === id);
  const place = button === 'secondary_action' ? 1 : 0;
  return (button && card?.querySelectorAll('.lock-button')[place]) || card;
}

/** Presses as a finger would; where the button is not drawn, as the phone's backend would. */
export async function pressOnPhone(id, button) {
  const drawn = onPhone(id, button);
  if (drawn?.matches('button')) drawn.click();
  else await ask('POST', '/demo/phone/press', {activity_id: id, button});
}
