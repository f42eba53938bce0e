// JSON as people read it: indented, and each kind of thing in its own tint.
import {html} from '../vendor/lit-html/lit-html.js';

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

/** *value* as indented text; text that holds JSON is read first. */
export function pretty(value) {
  return JSON.stringify(read(value), null, 2) ?? '';
}

/** *text*, which is JSON, with its tokens tinted. */
export function tinted(text) {
  const parts = [];
  let at = 0;
  for (const token of text.matchAll(TOKEN)) {
    parts.push(text.slice(at, token.index));
    const [whole, string, colon, word] = token;
    const kind = colon ? 'key' : string ? 'string' : word ? 'word' : 'number';
    parts.push(html`<span class=${`json-${kind}`}>${string ?? whole}</span>${colon ?? ''}`);
    at = token.index + whole.length;
  }
  parts.push(text.slice(at));
  return parts;
}

function read(value) {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
