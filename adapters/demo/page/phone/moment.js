// The server's wall clock as this window knows it, and how its figures are written.

const DATE = new Intl.DateTimeFormat('en-GB', {weekday: 'long', day: 'numeric', month: 'long'});
const TIME = new Intl.DateTimeFormat(undefined, {hour: 'numeric', minute: '2-digit'});

/**
 * When the phones were seen, and what time it is now, both by the server's clock.
 * @returns {{seen: number, now: () => number}} milliseconds
 */
export function momentOf(state) {
  const offset = state.world?.clock_offset_ms ?? 0;
  const now = () => Date.now() + offset;
  const seen = Date.parse(state.phones?.now ?? '');
  return {seen: Number.isNaN(seen) ? now() : seen, now};
}

export const dateOf = (ms) => DATE.format(ms).replace(',', '');

/** As an iPhone writes it: the reader's own twelve or twenty-four hours, without AM or PM. */
export function timeOf(ms) {
  const shown = TIME.formatToParts(ms).filter(({type}) => type === 'hour' || type === 'minute');
  return shown.map(({value}) => value).join(':');
}

/** 293.7 → "4:54", 3725 → "1:02:05". */
export function figures(seconds) {
  const whole = Math.max(0, seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, Math.floor(whole) % 60];
  const two = (n) => String(n).padStart(2, '0');
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** What a clock of the phone reads at *moment*: held while it does not run, never below 0:00. */
export function readingOf(timer, moment) {
  const ran = timer.is_running ? (moment.now() - moment.seen) / 1000 : 0;
  if (!timer.counts_down) return figures((timer.elapsed_seconds ?? 0) + ran);
  return figures(Math.ceil(Math.max(0, (timer.remaining_seconds ?? 0) - ran)));
}

/** How long until *at*, in the words of a glance. */
export function untilOf(at, moment) {
  const seconds = (Date.parse(at) - moment.now()) / 1000;
  if (seconds < 5) return 'going now';
  if (seconds < 60) return `gone in ${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `gone in ${Math.round(seconds / 60)} min`;
  return `gone in ${Math.round(seconds / 3600)} h`;
}
