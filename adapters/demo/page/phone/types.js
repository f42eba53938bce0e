// The seven types of content, each with its own way to be drawn.

import * as alert from './types/alert.js';
import * as metrics from './types/metrics.js';
import * as progress from './types/progress.js';
import * as segmented_progress from './types/segmented_progress.js';
import * as stats from './types/stats.js';
import * as timer from './types/timer.js';
import * as value from './types/value.js';

const TYPES = {alert, metrics, progress, segmented_progress, stats, timer, value};

/** A type that nobody has heard of shows its title and what text it has. */
export const typeOf = (card) => TYPES[card.content_state.type] ?? TYPES.value;

/** "live", "paused" or "ended". */
export const stateOf = (card) => (card.is_live ? (typeOf(card).stateOf?.(card) ?? 'live') : 'ended');
