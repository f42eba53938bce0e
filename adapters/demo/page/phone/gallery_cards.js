// Made-up cards for the gallery, shaped exactly as the sandbox pictures them.

export const NOW = '2026-11-23T09:41:00.000Z';
export const COLORS = [
  'lime', 'green', 'cyan', 'blue', 'purple', 'magenta', 'red', 'orange', 'yellow', 'gray',
];

const webhook = (title) => ({
  title, type: 'webhook', method: 'POST', url: 'https://lockstep.example/press', body: {token: 'AbCdEf…'},
});
const chat = {title: 'Open chat', type: 'open_url', url: `${location.origin}/#ops/p12`};
const runbook = {title: 'Runbook', type: 'open_url', url: 'https://runbooks.example/checkout'};

let made = 0;
const live = (content_state, action = null, secondary_action = null, more = {}) => ({
  activity_id: `gallery-${++made}`,
  stream_key: null,
  is_live: true,
  content_state,
  action,
  secondary_action,
  timer: null,
  painted_at: NOW,
  dismiss_at: null,
  ...more,
});
const ended = (content_state, minutes = 9, more = {}) =>
  live(content_state, null, null, {
    is_live: false,
    dismiss_at: new Date(Date.parse(NOW) + minutes * 60_000).toISOString(),
    ...more,
  });
const clock = (counts_down, is_running, seconds) => ({
  timer: {
    counts_down,
    is_running,
    duration_seconds: counts_down ? 300 : null,
    elapsed_seconds: counts_down ? 300 - seconds : seconds,
    remaining_seconds: counts_down ? seconds : null,
    started_at: NOW,
  },
});

const icon = (symbol, color) => ({symbol, ...(color && {color})});

const ALERT = {
  type: 'alert',
  title: 'Checkout is down',
  message: 'Payment provider times out. One in three orders fails.',
  color: 'red',
  icon: icon('flame.fill'),
  badge: {title: 'SEV1', color: 'red'},
};
const STEPS = {
  type: 'segmented_progress',
  title: 'Nightly backup',
  subtitle: 'upload',
  number_of_steps: 4,
  current_step: 2,
  color: 'purple',
  step_color: 'orange',
  icon: icon('externaldrive.fill'),
};
const DEPLOY = {
  type: 'segmented_progress',
  title: 'Deploy payments 4.12',
  subtitle: 'Canary, 5% of traffic',
  number_of_steps: 5,
  current_step: 3,
  color: 'green',
  step_color: 'yellow',
  step_colors: ['green', 'green'],
  icon: icon('shippingbox.fill'),
};
const PROGRESS = {
  type: 'progress',
  title: 'Search reindex',
  subtitle: '4.2 of 10 million documents',
  percentage: 42,
  color: 'cyan',
  icon: icon('magnifyingglass'),
  badge: {title: 'BETA'},
};
const CHARGING = {
  type: 'progress', title: 'EV charging', value: 120, upper_limit: 300, color: 'green', icon: icon('bolt.fill'),
};
const VALUE = {
  type: 'value', title: 'MRR', subtitle: 'November so far', value: '$12,430', icon: icon('chart.line.uptrend.xyaxis', 'green'),
};
const TIMER = {
  type: 'timer', title: 'Benchmark', subtitle: 'Warm cache', duration_seconds: 300, counts_down: true, is_running: true, color: 'orange', icon: icon('timer'),
};
const METRICS = {
  type: 'metrics',
  title: 'prod-web-1',
  subtitle: 'eu-central, behind the canary',
  icon: icon('server.rack', 'cyan'),
  metrics: [
    {label: 'CPU', value: 24, unit: '%', color: 'green'},
    {label: 'MEM', value: 91, unit: '%', color: 'red'},
  ],
};
const STATS = {
  type: 'stats',
  title: 'Order book',
  icon: icon('chart.bar.fill', 'yellow'),
  metrics: [
    {label: 'Open', value: 128},
    {label: 'Mood', value: 'calm enough'},
    {label: 'Lag', value: '1.2 s', color: 'orange'},
  ],
};

const of = (count, unit) =>
  ['CPU', 'MEM', 'Disk', 'Swap', 'Net in', 'Net out', 'Queue', 'Errors']
    .slice(0, count)
    .map((label, i) => ({label, value: [24, 61, 78, 3, 12, 40, 8, 1][i], ...(unit && {unit})}));

const LONG = 'The payment provider times out in the region eu-central-1 and retries are piling up behind it';

export const SECTIONS = [
  ['alert', [
    live(ALERT, webhook('Acknowledge'), chat),
    live({type: 'alert', title: 'Approve the release?', message: 'Mei asks for 4.12 to go out.'}, webhook('Approve'), webhook('Not now')),
    ended({...ALERT, message: 'All clear. Payments are back since 9:38.', color: 'green', icon: icon('checkmark.circle.fill')}),
  ]],
  ['segmented_progress', [
    live(STEPS, webhook('verify'), chat),
    live(DEPLOY, webhook('Next step'), webhook('Roll back')),
    live({type: 'segmented_progress', title: 'Migration', number_of_steps: 3, current_step: 0}),
    live({type: 'segmented_progress', title: 'Chunks', subtitle: 'Copying', number_of_steps: 40, current_step: 17, color: 'lime'}),
    ended({...STEPS, current_step: 4, subtitle: 'All four done', step_color: 'purple'}),
  ]],
  ['progress', [
    live(PROGRESS, webhook('Pause'), chat),
    live(CHARGING, webhook('End')),
    live({type: 'progress', title: 'Import', percentage: 0}),
    live({type: 'progress', title: 'Import', percentage: 66.7, color: 'gray'}),
    ended({...PROGRESS, percentage: 100, subtitle: 'All clear'}, 0.5),
  ]],
  ['value', [
    live(VALUE, webhook('End'), chat),
    live({type: 'value', title: 'Queue', value: 42, color: 'orange', badge: {title: 'LIVE', color: 'green'}, icon: icon('tram.fill')}),
    live({type: 'value', title: 'Weather at the data centre', value: 'Light rain, 7 °C, wind from the west', icon: icon('drop.fill', 'cyan')}),
    live({type: 'value', title: 'Nothing yet', value: ''}),
    ended(VALUE, 130),
  ]],
  ['timer', [
    live(TIMER, webhook('Pause'), null, clock(true, true, 293.8)),
    live({...TIMER, is_running: false}, webhook('Resume'), null, clock(true, false, 184)),
    live({type: 'timer', title: 'Maintenance window', counts_down: false, icon: icon('wrench.and.screwdriver.fill', 'yellow')}, webhook('Pause'), null, clock(false, true, 4242)),
    live({...TIMER, title: 'Tea', subtitle: undefined, icon: undefined}, null, null, clock(true, true, 0)),
    ended({...TIMER, subtitle: 'Done in 2 min 3 s'}, 3, clock(true, false, 177)),
  ]],
  ['metrics', [
    live(METRICS, webhook('End')),
    live({...METRICS, subtitle: undefined, metrics: of(1, '%')}),
    live({...METRICS, subtitle: undefined, metrics: of(3, '%'), color: 'lime'}),
    live({...METRICS, subtitle: undefined, metrics: of(4, '%')}),
    live({...METRICS, subtitle: undefined, metrics: of(6)}),
    live({...METRICS, subtitle: undefined, metrics: of(8, '%'), color: 'purple'}, webhook('End')),
    live({type: 'metrics', title: 'Lake', metrics: [{label: 'Water', value: 17.5, unit: '°C'}, {label: 'Level', value: 396, unit: 'm'}]}),
    ended(METRICS),
  ]],
  ['stats', [
    live(STATS, webhook('End')),
    live({...STATS, metrics: of(8)}),
    live({...STATS, metrics: [{label: 'Region', value: 'eu-central-1'}, {label: 'Release', value: '2026.11.23-rc4'}, {label: 'Owner', value: 'payments'}, {label: 'Users', value: 18204}]}),
    live({...STATS, metrics: [{label: 'Leader', value: 'the quiet one in the corner'}, {label: 'Term', value: 7}]}),
    ended(STATS),
  ]],
  ['colours', COLORS.map((color) =>
    live({type: 'progress', title: color, subtitle: `progress in ${color}`, percentage: 64, color, icon: icon('bolt.fill'), badge: {title: color.toUpperCase(), color}}, webhook('Acknowledge'), chat))],
  ['words', [
    live({...ALERT, title: LONG, message: `${LONG}. ${LONG}. ${LONG}. ${LONG}.`, badge: {title: 'VERY LONG BADGE INDEED', color: 'red'}}, webhook('Acknowledge this at once please'), {...chat, title: 'Open the chat on the left'}),
    live({...STEPS, title: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen', subtitle: LONG}, webhook('verify')),
    live({type: 'timer', title: LONG, counts_down: false}, webhook('Pause'), null, clock(false, true, 42_424)),
    live({...ALERT, title: 'الدفع متوقف', message: 'مزود الدفع لا يستجيب منذ خمس دقائق.', icon: icon('creditcard.fill')}, webhook('تأكيد'), chat),
    live({...STEPS, title: 'גיבוי לילי', subtitle: 'העלאה'}, webhook('המשך')),
    live({...PROGRESS, title: '🚀 Launch 🎉', subtitle: '👩🏽‍🚀 crew aboard · 日本語も大丈夫', badge: {title: '🔥'}, icon: undefined}),
    live({...ALERT, title: 'An unknown icon', message: 'Its name is not drawn and has no kin.', icon: icon('zebra.unheard.of'), badge: undefined, color: undefined}),
    live({...ALERT, title: 'A kindred icon', message: 'bolt.horizontal.circle becomes a bolt.', icon: icon('bolt.horizontal.circle'), badge: undefined, color: 'yellow'}),
    live({type: 'alert', title: '<b>Not bold</b>', message: '<script>alert(1)</script> is text.'}),
  ]],
  ['fingers', [
    live(DEPLOY, webhook('Next step'), chat, {activity_id: 'gallery-working'}),
    live(DEPLOY, webhook('Next step'), chat, {activity_id: 'gallery-failed'}),
    live(ALERT, webhook('Acknowledge'), runbook),
  ]],
];

const named = (name, cards) => cards.map((card) => ({...card, activity_id: `${name}-${card.activity_id}`}));

export const SCENES = [
  named('four', [
    live(METRICS),
    live(TIMER, webhook('Pause'), null, clock(true, true, 293.8)),
    live(STEPS, webhook('verify'), chat),
    live(ALERT, webhook('Acknowledge'), chat),
  ]),
  named('two', [
    live(PROGRESS, webhook('Pause'), chat),
    live(DEPLOY, webhook('Next step'), webhook('Roll back')),
  ]),
  named('one', [live(ALERT, webhook('Acknowledge'), runbook)]),
  named('ended', [
    live(TIMER, webhook('Pause'), null, clock(true, true, 61)),
    live(VALUE, webhook('End')),
    ended({...STEPS, current_step: 4, subtitle: 'All four done', step_color: 'purple'}),
  ]),
  named('seven', [
    live(METRICS), live(STATS), live(VALUE, webhook('End')), live(CHARGING), live(STEPS, webhook('verify')),
    live(ALERT, webhook('Acknowledge'), chat), live(TIMER, webhook('Pause'), null, clock(true, true, 42)),
  ]),
  [],
];
