// One request or press opened: what was sent and what was answered, side by side.
import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {pretty, tinted} from './json.js';

const COPIED_MS = 1500;

/** @param {object} entry An entry of the wire. */
export function sheetView(entry) {
  return html`
    <div class="entry-sheet" id=${`entry-${entry.seq}`}>
      <p class="entry-whole">${entry.method} ${entry.path ?? entry.url}</p>
      ${side('Sent', entry.body, 'No body.')}
      ${side('Answered', answerOf(entry), 'No answer came.')}
      ${entry.late_of ? html`<p class="entry-late">This is what request ${entry.late_of} asked.</p>` : nothing}
    </div>
  `;
}

function answerOf({kind, answer, deliveries = []}) {
  if (kind !== 'press') return answer;
  return deliveries.length === 1 ? deliveries[0].body ?? deliveries[0].error : deliveries;
}

function side(name, value, otherwise) {
  const empty = value === null || value === undefined || value === '';
  const text = empty ? '' : pretty(value);
  return html`
    <div class="entry-side">
      <div class="entry-side-head">
        <h3>${name}</h3>
        ${empty ? nothing : html`
          <button type="button" class="quiet" aria-label=${`Copy what was ${name.toLowerCase()}`}
            @click=${(event) => copy(event.currentTarget, text)}>Copy</button>`}
      </div>
      ${empty ? html`<p class="entry-none">${otherwise}</p>`
        : html`<pre tabindex="0" role="region" aria-label=${`${name}, as JSON`}>${tinted(text)}</pre>`}
    </div>
  `;
}

async function copy(button, text) {
  let told = 'Copied';
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    told = 'Not copied';
  }
  const was = button.dataset.says ?? '';
  button.dataset.says = told;
  setTimeout(() => { button.dataset.says = was; }, COPIED_MS);
}
