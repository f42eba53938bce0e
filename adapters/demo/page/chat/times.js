// Times in words: in the reader's own zone, and as a clock shows them.

const CLOCK = new Intl.DateTimeFormat(undefined, {hour: 'numeric', minute: '2-digit'});
const DAY = new Intl.DateTimeFormat(undefined, {day: 'numeric', month: 'short'});
const FULL = new Intl.DateTimeFormat(undefined, {dateStyle: 'full', timeStyle: 'medium'});
const STEP_SECONDS = 15;

/** "14:03". */
export const clockTime = (iso) => CLOCK.format(new Date(iso));

/** "Monday, 23 November 2026 at 14:03:12", for who wants to know exactly. */
export const fullTime = (iso) => FULL.format(new Date(iso));

/** "3 min ago". Below a minute it moves in steps, so that nothing flickers. */
export function ago(iso, now) {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  if (seconds < STEP_SECONDS) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds / STEP_SECONDS) * STEP_SECONDS} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return DAY.format(new Date(iso));
}

/** A length of time as a clock shows it: 4:05, 1:00:00. */
export function span(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
