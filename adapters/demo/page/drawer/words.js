// What a request or a press came to, in plain words. Pure.

const STATUSES = {
  200: 'accepted', 400: 'refused', 401: 'key unknown', 402: 'not paid', 403: 'forbidden',
  404: 'not found', 409: 'refused', 413: 'too large', 422: 'refused', 429: 'too many',
};

const EFFECTS = {
  started: 'A Live Activity began on the Lock Screen.',
  updated: 'The Lock Screen changed.',
  ended: 'It ended on the Lock Screen.',
  noop: 'Nothing to change: the Lock Screen shows this already.',
  rotated: 'Begun anew, because Apple ends a Live Activity after eight hours.',
  relabelled: 'The picture is the same; what belongs to it changed.',
};

const FAULTS = {
  held: 'No answer. What it asks may still happen, so nothing newer is sent for a while.',
  late: 'It happened only now, long after nobody waited for it any more.',
  'dropped before effect': 'The connection broke. Nothing was done, which Lockstep cannot know.',
  'dropped after effect': 'The connection broke. It was done, which Lockstep cannot know.',
  'failed before effect': 'ActivitySmith failed. Nothing was done; Lockstep tries again.',
  'failed after effect': 'ActivitySmith failed after it was done; Lockstep says it again.',
};

const NOBODY = 'No recipients found';
const PRESSED = {200: 'done', 404: 'not ours', 409: 'refused'};

/**
 * The outcome of *entry*: a word, how good it is, and a sentence.
 * @returns {{word: string, mood: 'good'|'warn'|'bad'|'calm', sentence: string, operation: string}}
 */
export function outcome(entry) {
  return entry.kind === 'press' ? ofPress(entry) : ofRequest(entry);
}

function ofRequest({status, answer, effect, fault}) {
  const operation = answer?.operation ?? '';
  const sentence = FAULTS[fault] ?? refused(status, answer) ?? EFFECTS[effect] ?? answer?.message ?? '';
  return {word: word(status, answer), mood: mood(status, fault), sentence, operation};
}

function word(status, answer) {
  if (status === null || status === undefined) return 'no answer';
  if (status === 429 && answer?.limit !== undefined) return '429 no place';
  if (answer?.error === NOBODY) return `${status} no phone`;
  if (status >= 500) return `${status} down`;
  return `${status} ${STATUSES[status] ?? ''}`.trim();
}

function mood(status, fault) {
  if (status === null || status === undefined) return fault === 'late' ? 'calm' : 'bad';
  if (status < 300) return 'good';
  return status === 429 ? 'warn' : 'bad';
}

function refused(status, answer) {
  if (status === 429 && answer?.limit !== undefined) {
    return `All ${answer.limit} places are taken. It waits in line for a free one.`;
  }
  if (status === 429) return 'Too many requests. Lockstep waits, then sends what is true by then.';
  if (answer?.error === NOBODY) return 'No phone is set up to receive this.';
  if (status >= 500) return 'ActivitySmith does not work now. Lockstep tries again by itself.';
  if (status >= 400) return answer?.message ?? 'It was refused.';
  return undefined;
}

function ofPress({button, deliveries = []}) {
  const {status, body, error} = deliveries.at(-1) ?? {};
  const which = button === 'secondary_action' ? 'second button' : 'first button';
  const said = `The ${which} was pressed on a Lock Screen.`;
  if (error) return {word: 'not called', mood: 'bad', operation: '', sentence: `${said} ${plain(error)}`};
  if (!status) return {word: 'under way', mood: 'calm', operation: '', sentence: said};
  const why = status === 409 ? refusal(body) : '';
  const good = status < 300 ? 'good' : status === 409 ? 'warn' : 'bad';
  const what = PRESSED[status] ?? (status < 300 ? 'done' : 'failed');
  return {word: `${status} ${what}`, mood: good, operation: '', sentence: `${said} ${why}`.trim()};
}

function plain(error) {
  const text = String(error);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

function refusal(body) {
  try {
    return JSON.parse(body).refused ?? '';
  } catch {
    return '';
  }
}
