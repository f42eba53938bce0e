// Waits: for what the page is to know, or for a moment, and never past the end of a step.
import {state, watch} from '../state.js';

const PATIENCE_MS = 20_000;

/** What *found* gives of the state as soon as it gives anything. Throws with *sentence* if that takes too long. */
export function until(found, sentence, signal, patience_ms = PATIENCE_MS) {
  return new Promise((resolve, reject) => {
    let stop = () => {};
    const timer = setTimeout(() => end(() => reject(new Error(sentence))), patience_ms);
    const abort = () => end(() => reject(signal.reason));
    const look = () => {
      const what = found(state);
      if (what) end(() => resolve(what));
    };
    function end(settle) {
      stop();
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      settle();
    }
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort);
    stop = watch(look);
    look();
  });
}

/** A moment, so that eyes can follow. */
export function moment(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, {once: true});
  });
}
