// The one dialog of the page: Update, End, Start, and what can be done to a channel.
import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {keyed} from '../vendor/lit-html/directives/keyed.js';
import {Lost, Refused, act, newKey} from '../ask.js';
import {here, speaker} from '../places.js';
import {change, state} from '../state.js';
import {tell} from './acts.js';
import {fieldView, told} from './fields.js';

/** Stays the same while one form is open, so that sending it again does it once. */
let key = '';

export function formView({form, busy}) {
  return html`<dialog id="form" class="form" aria-labelledby="form-title" @close=${shut} @click=${onBackdrop}>
    ${form === null ? nothing : keyed(form.path + form.activity + form.title, html`
      <form novalidate autocomplete="off" @submit=${onSubmit}>
        <h2 id="form-title" dir="auto">${form.title}</h2>
        ${form.question ? html`<p class="question" dir="auto">${form.question}</p>` : nothing}
        <div class="fields">${form.fields.map((field) => fieldView(field, form.errors?.[field.name]))}</div>
        <p class="form-error" role="alert">${form.error ?? ''}</p>
        <div class="form-buttons">
          <button type="button" class="button" @click=${closeDialog}>Cancel</button>
          <button type="submit" class="button ${form.danger ? 'danger' : 'main'}" aria-disabled=${busy.has('form')}>${form.submit}</button>
        </div>
      </form>`)}
  </dialog>`;
}

/** After each drawing: the dialog is open exactly while there is a form. */
export function opened({form}) {
  const dialog = document.getElementById('form');
  if (!dialog) return;
  if (form && !dialog.open) {
    key = newKey();
    dialog.showModal();
    (dialog.querySelector('input, textarea, select') ?? dialog.querySelector('[type="submit"]'))?.focus();
  } else if (!form && dialog.open) {
    dialog.close();
  }
}

const closeDialog = () => document.getElementById('form').close();

function shut() {
  if (state.form) change({form: null});
}

function onBackdrop(event) {
  if (event.target === event.currentTarget) closeDialog();
}

async function onSubmit(event) {
  event.preventDefault();
  const {form} = state;
  if (state.busy.has('form')) return;
  const fields = told(form.fields, event.target);
  change({busy: new Set(state.busy).add('form'), form: {...form, error: '', errors: {}}});
  try {
    const answer = await (form.send ?? sendForm)(fields, key, form);
    change({form: null});
    tell(answer.text, 'answer');
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Lost)) throw error;
    if (error instanceof Refused) key = newKey();
    if (state.form) change({form: {...state.form, error: error.message, errors: error.fields ?? {}}});
    queueMicrotask(focusFault);
  } finally {
    const busy = new Set(state.busy);
    busy.delete('form');
    change({busy});
  }
}

/** With what the form showed, so that what somebody else changed meanwhile is not undone. */
function sendForm(fields, formKey, form) {
  const shown = Object.fromEntries(form.fields.map((field) => [field.name, field.value]));
  return act(form.path, {channel: here().id, person: speaker().id, activity: form.activity, fields, shown}, formKey);
}

function focusFault() {
  document.querySelector('#form [aria-invalid="true"]')?.focus();
}
