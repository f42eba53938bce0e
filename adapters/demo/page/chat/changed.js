// A card that has changed in place shows it by a brief glow, so that nobody has to search.

const revisions = new Map();

/** After each drawing: lets the cards glow whose revision is a new one. */
export function glow() {
  for (const card of document.querySelectorAll('.log article[data-revision]')) {
    const {activity, revision} = card.dataset;
    const place = `${card.closest('.post')?.id} ${activity}`;
    const before = revisions.get(place);
    revisions.set(place, revision);
    if (before === undefined || before === revision) continue;
    card.animate([{boxShadow: '0 0 0 3px var(--glow)'}, {boxShadow: '0 0 0 3px transparent'}], {duration: 1200, easing: 'ease-out'});
  }
}
