// The colours that an activity can have, as classes.

const COLORS = new Set(['lime', 'green', 'cyan', 'blue', 'purple', 'magenta', 'red', 'orange', 'yellow', 'gray']);

/** The class for a colour's name; none for none, or for one that we do not know. */
export const tint = (color) => (COLORS.has(color) ? `hue-${color}` : '');
