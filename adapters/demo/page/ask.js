// Asks the server over HTTP; what it does not do comes back as a sentence.

const PATIENCE_MS = 12000;
const PAUSE_MS = 400;

/** The server said no, and why; *fields* has a sentence for each field of a form at fault. */
export class Refused extends Error {
  constructor(sentence, fields = {}) {
    super(sentence);
    this.fields = fields;
  }
}

/** No answer came, so nobody here knows whether it was done. */
export class Lost extends Error {
  constructor() {
    super('No answer came from the demo. Try again: whatever was asked is done only once.');
  }
}

/** A name for one act: a request that is made twice with it is done once. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Does something. A lost answer is asked for once more, with the same *key*. */
export async function act(path, body, key = newKey()) {
  const asked = {...body, key};
  try {
    return await ask('POST', path, asked);
  } catch (error) {
    if (!(error instanceof Lost)) throw error;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    return ask('POST', path, asked);
  }
}

/** One request; returns the answer's JSON. Throws Refused or Lost. */
export async function ask(method, path, body, signal = AbortSignal.timeout(PATIENCE_MS)) {
  const request = {method, signal, headers: {}};
  if (body !== undefined) {
    request.headers['Content-Type'] = 'application/json';
    request.body = JSON.stringify(body);
  }
  let response;
  let answer;
  try {
    response = await fetch(path, request);
    answer = await response.json();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    if (response && response.status < 500 && !response.ok) answer = {};
    else throw new Lost();
  }
  if (response.ok) return answer;
  throw new Refused(sentence(answer, response.status), answer.fields);
}

function sentence(answer, status) {
  return answer.refused || answer.error || `The demo answered ${status}, and nothing was done.`;
}
