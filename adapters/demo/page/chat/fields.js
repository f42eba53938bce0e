// The fields of a form, as the server describes them, and what a person put into them.
import {html, nothing} from '../vendor/lit-html/lit-html.js';
import {tint} from './tint.js';

/** One field with its label, its hint, and what is wrong with it. */
export function fieldView(field, error) {
  const id = `field-${field.name}`;
  const described = [field.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || nothing;
  const parts = {id, described, invalid: error ? 'true' : nothing};
  const below = html`
    ${field.hint ? html`<p class="hint" id="${id}-hint">${field.hint}</p>` : nothing}
    ${error ? html`<p class="error" id="${id}-error">${error}</p>` : nothing}`;
  if (field.kind === 'color') return html`<div class="field">${colors(field, parts)}${below}</div>`;
  if (field.kind === 'switch') {
    return html`<div class="field"><label class="switch"><input type="checkbox" id=${id} name=${field.name} ?checked=${field.value}
      aria-describedby=${described} aria-invalid=${parts.invalid}> <span>${field.label}</span></label>${below}</div>`;
  }
  return html`<div class="field"><label for=${id}>${field.label}</label>${entry(field, parts)}${below}</div>`;
}

/** The value of each of *fields* in *form*. */
export function told(fields, form) {
  const said = new FormData(form);
  return Object.fromEntries(fields.map(({name, kind}) => [name, kind === 'switch' ? said.has(name) : said.get(name) ?? '']));
}

function entry(field, {id, described, invalid}) {
  const {name, kind, value, max, choices} = field;
  if (kind === 'text') {
    return html`<textarea id=${id} name=${name} rows="3" maxlength=${max || nothing} aria-describedby=${described} aria-invalid=${invalid} .defaultValue=${text(value)}></textarea>`;
  }
  if (kind === 'choice') {
    return html`<select id=${id} name=${name} aria-describedby=${described} aria-invalid=${invalid}>
      ${choices.map((choice) => html`<option value=${choice.value} ?selected=${choice.value === text(value)}>${choice.label}</option>`)}</select>`;
  }
  return html`<input id=${id} name=${name} type="text" inputmode=${kind === 'number' ? 'decimal' : nothing}
    maxlength=${max || nothing} aria-describedby=${described} aria-invalid=${invalid} value=${text(value)}>`;
}

function colors(field, {id, described}) {
  return html`<fieldset class="swatches" aria-describedby=${described}><legend>${field.label}</legend>
    ${(field.choices ?? []).map((choice, place) => html`<label class="swatch ${tint(choice.value)}" title=${choice.label}>
      <input type="radio" id="${id}${place ? `-${place}` : ''}" name=${field.name} value=${choice.value} ?checked=${choice.value === text(field.value)}>
      <span class="blob" aria-hidden="true"></span><span class="visually-hidden">${choice.label}</span></label>`)}</fieldset>`;
}

const text = (value) => (value == null ? '' : String(value));
