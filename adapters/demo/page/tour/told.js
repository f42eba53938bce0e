// What the tour is at just now, as the page knows it.
import {change, state} from '../state.js';

/** Notes *patch* of the tour. */
export function tell(patch) {
  change({tour: {...state.tour, ...patch}});
}
