// Making, renaming and archiving a channel: the forms for it, in the same dialog as the rest.
import {act} from '../ask.js';
import {here, speaker} from '../places.js';
import {change} from '../state.js';

const HINT = 'A name such as inc-sev1-payments starts an incident by itself.';
const field = (value, hint) => ({name: 'name', label: 'Name', kind: 'line', value, hint, max: 80});

export function newChannelForm() {
  const send = async ({name}, key) => {
    const made = await act('/demo/channels', {person: speaker().id, name}, key);
    location.hash = `#${made.channel}`;
    return made;
  };
  open({form: 'channel', title: 'New channel', submit: 'Make channel', fields: [field('', HINT)], send});
}

export function renameForm() {
  const channel = here();
  const path = `/demo/channels/${encodeURIComponent(channel.id)}/rename`;
  const hint = 'What the channel started by itself takes the new name, too.';
  const send = ({name}, key) => act(path, {person: speaker().id, name}, key);
  open({form: 'rename', title: `Rename #${channel.name}`, submit: 'Rename', fields: [field(channel.name, hint)], send});
}

export function archiveForm() {
  const channel = here();
  const path = `/demo/channels/${encodeURIComponent(channel.id)}/archive`;
  const question = 'It can still be read. What the channel started by itself ends, on the Lock Screens too.';
  const send = (_, key) => act(path, {person: speaker().id}, key);
  open({form: 'archive', title: `Archive #${channel.name}?`, question, submit: 'Archive', danger: true, fields: [], send});
}

function open(form) {
  change({form: {activity: null, question: '', ...form}, channels_open: false});
}
