// The guided tour: five steps, each one button that types for you and shows what moves.
import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {ref} from '../vendor/lit-html/directives/ref.js';
import {back, begin, close, next} from './walk.js';
import {ringsView} from './ring.js';
import {STEPS} from './steps.js';

/** @param {object} state What the page knows. */
export function tourView({tour}) {
  const step = STEPS[tour.step - 1];
  if (!step) return nothing;
  const {doing = false, done = false, note = ''} = tour;
  const last = tour.step === STEPS.length;
  return html`
    <section class="tour" aria-labelledby="tour-title" @keydown=${closeOnEscape}>
      <div class="tour-words">
        <p class="tour-progress">
          ${STEPS.map((_, at) => html`<span class=${at < tour.step ? 'past' : ''} aria-hidden="true"></span>`)}
          <span class="tour-count">${tour.step} of ${STEPS.length}</span>
        </p>
        <h2 id="tour-title">${step.title}</h2>
        <p class="tour-text" id="tour-text">${step.text}</p>
        <p class="tour-note" role="status">${note}</p>
      </div>
      <div class="tour-acts">
        <button type="button" class="button main" id="tour-go" aria-describedby="tour-text"
          aria-disabled=${String(doing)} @click=${done ? next : begin} ${ref(takeFocus)}>
          ${done ? (last ? 'Finish' : 'Next') : doing ? step.doing : step.button}
        </button>
        <button type="button" class="quiet" ?disabled=${tour.step === 1} @click=${back}>Back</button>
        ${done || last ? nothing : html`<button type="button" class="quiet" @click=${next}>Skip</button>`}
        <button type="button" class="quiet" @click=${close}>Close</button>
      </div>
    </section>
    ${ringsView(tour)}
  `;
}

let shown = null;

/** Whoever opened the tour goes on with its button. */
function takeFocus(button) {
  if (button && button !== shown) queueMicrotask(() => button.focus({preventScroll: true}));
  shown = button ?? null;
}

function closeOnEscape(event) {
  if (event.key !== 'Escape') return;
  event.stopPropagation();
  close();
}
