// The ten colours of ActivitySmith as classes; phone.css has what each looks like.

const COLORS = new Set([
  'lime', 'green', 'cyan', 'blue', 'purple', 'magenta', 'red', 'orange', 'yellow', 'gray',
]);

/** The class of the first colour that is one, blue if none is. */
export const tint = (...colors) => `lock-tint-${colors.find((color) => COLORS.has(color)) ?? 'blue'}`;
