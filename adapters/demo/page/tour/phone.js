// The phone as the tour needs it: its cards on the screen, and a press on one of their buttons.
import {ask} from '../ask.js';

/** The element of the Lock Screen's card *id*, or undefined; with *button*, that button of it. */
export function onPhone(id, button) {
  const card = [...document.querySelectorAll('#phone [data-activity]')].find((each) => each.dataset.activity === id);
  return (button && card?.querySelector(`[data-button="${button}"]`)) || card;
}

/** Presses as a finger would; where the button is not drawn, as the phone's backend would. */
export async function pressOnPhone(id, button) {
  const drawn = onPhone(id, button);
  if (drawn?.matches('button')) drawn.click();
  else await ask('POST', '/demo/phone/press', {activity_id: id, button});
}
