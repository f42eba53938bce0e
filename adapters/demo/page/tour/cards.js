// What the tour looks for in what the page knows: cards of the chat, cards of the Lock Screen. Pure.

/** Every card that is live, oldest first, with the channel that shows it. */
export function liveCards({posts}) {
  return [...posts.values()].filter((post) => post.card && !post.card.ended)
    .map((post) => ({...post.card, channel: post.channel}));
}

/** The card of the activity *id* as it is now, or undefined. */
export function cardOf({posts}, id) {
  return [...posts.values()].map((post) => post.card).find((card) => card?.activity === id);
}

/** What the first phone shows of *card*, or undefined. */
export function lockCardOf({phones}, card) {
  const cards = phones.screens?.[0]?.cards ?? [];
  const same = cards.filter((each) => each.content_state.title === card?.title);
  return same.find((each) => each.is_live) ?? same.at(-1);
}

/** The first of *titles* that nothing live has; numbered when all are taken. */
export function freeTitle(state, titles) {
  const taken = (title) => liveCards(state).some((card) => card.title.includes(title));
  const free = titles.find((title) => !taken(title));
  if (free) return free;
  let number = 2;
  while (taken(`${titles[0]} ${number}`)) number += 1;
  return `${titles[0]} ${number}`;
}

/** `on NAME`, where more than one is live in the channel of *card*; else nothing. */
export function onName(state, {activity, name, channel}) {
  const others = liveCards(state).filter((card) => card.channel === channel && card.activity !== activity);
  return others.length ? ` on ${name}` : '';
}
