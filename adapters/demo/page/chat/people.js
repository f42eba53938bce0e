// Who is spoken as, in this window: four people, one press to change.
import {html} from '../vendor/lit-html/lit-html.js';
import {speaker} from '../places.js';
import {change} from '../state.js';
import {avatar} from './avatar.js';

export function peopleView({world}) {
  const me = speaker();
  return html`
    <fieldset class="people">
      <legend class="visually-hidden">Speaking as</legend>
      ${world.people.map((person) => html`
        <label title="Speak as ${person.name}, ${person.role}">
          <input type="radio" name="speaker" .value=${person.id} .checked=${person.id === me?.id} @change=${() => change({me: person.id})}>
          ${avatar(person)}<span class="visually-hidden">${person.name}, ${person.role}</span>
        </label>`)}
    </fieldset>
    <p class="me" aria-hidden="true"><span>as</span> <b>${me?.name}</b><span class="role">${me?.role}</span></p>`;
}
