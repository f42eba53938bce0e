// Which activity a request or a press is about, by the title that it was last sent with. Pure.

const STREAM = /^\/live-activity\/stream\/([^/?]+)/;

/** The titles by stream key and by activity id, as far as *state* knows them. */
export function titlesOf({phones, wire}) {
  const titles = new Map();
  for (const {method, path, body, answer} of wire) {
    const title = body?.content_state?.title;
    if (!title || method === undefined) continue;
    for (const name of [streamKey(path), body.activity_id, answer?.activity_id]) {
      if (name) titles.set(name, title);
    }
  }
  for (const card of (phones.screens ?? []).flatMap((screen) => screen.cards)) {
    const title = card.content_state?.title;
    for (const name of [card.stream_key, card.activity_id]) if (name && title) titles.set(name, title);
  }
  return titles;
}

/** The title that *entry* is about, or "". */
export function titleOf(entry, titles) {
  const names = [streamKey(entry.path), entry.activity_id, entry.body?.activity_id, entry.answer?.activity_id];
  return names.map((name) => titles.get(name)).find(Boolean) ?? '';
}

/** *path* with a stream's key cut to what can be told apart. */
export function shortened(path = '') {
  return path.replace(STREAM, (whole, key) => whole.replace(key, key.length > 9 ? `${key.slice(0, 8)}…` : key));
}

function streamKey(path = '') {
  return STREAM.exec(path)?.[1];
}
