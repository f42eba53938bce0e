// The five steps of the tour: what each says, and what it does.
import {deploy, end, fill, incident, press} from './acts.js';

/** @type {{title: string, text: string, button: string, doing: string, act: Function}[]} */
export const STEPS = [
  {
    title: 'Something breaks',
    text: 'Ada types one command in #ops: a card appears in the chat, and a Live Activity on the Lock Screen. '
      + 'Both are drawn from the same revision, so they cannot tell different stories.',
    button: 'Type it for me',
    doing: 'Typing…',
    act: incident,
  },
  {
    title: 'A press on the Lock Screen',
    text: 'Watch the card while Acknowledge is pressed on the phone: the card says so, and so does its thread. '
      + 'The press is a real request to Lockstep with a signed token; it carries no name, so none is made up.',
    button: 'Press Acknowledge',
    doing: 'Pressing…',
    act: press,
  },
  {
    title: 'A deploy, step by step',
    text: 'In #deploys, Linus starts a deploy and says next twice: the same card changes, and the phone with it. '
      + 'Nothing is posted anew, because a card and a Live Activity always show the latest revision.',
    button: 'Type it for me',
    doing: 'Typing…',
    act: deploy,
  },
  {
    title: 'A full Lock Screen',
    text: 'Mei starts more until all four places are taken; the next one waits, and its card says so. '
      + 'A Lock Screen has four places, so whoever is as urgent as the others waits in line for a free one.',
    button: 'Fill it for me',
    doing: 'Typing…',
    act: fill,
  },
  {
    title: 'All clear',
    text: 'Linus tries to end the incident and is told, only he, that it takes @sre; then Ada ends it for everybody. '
      + 'Its place on the Lock Screen is free again, and the one that waited takes it by itself.',
    button: 'Type it for me',
    doing: 'Typing…',
    act: end,
  },
];
