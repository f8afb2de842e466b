/**
 * What people buy with a kind, in the same order or on a later visit: for each kind the chance that a buyer wants the
 * other one.
 */
export const COMPANIONS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'crew-sweater': { socks: 0.15, 'knit-vest': 0.12, parka: 0.12 },
  'roll-neck': { 'down-jacket': 0.15, cardigan: 0.12 },
  cardigan: { 'crew-sweater': 0.15, throw: 0.1 },
  'knit-vest': { 'crew-sweater': 0.15, 'roll-neck': 0.15 },
  hoodie: { sneaker: 0.25, rucksack: 0.15 },
  parka: { 'crew-sweater': 0.2, 'chelsea-boot': 0.2 },
  'rain-shell': { 'hiking-boot': 0.25, fleece: 0.25 },
  'down-jacket': { 'roll-neck': 0.2, 'hiking-boot': 0.2 },
  fleece: { 'rain-shell': 0.25, gilet: 0.15 },
  gilet: { fleece: 0.2, 'crew-sweater': 0.15 },
  'trail-shoe': { socks: 0.6, 'rain-shell': 0.2 },
  'hiking-boot': { socks: 0.6, rucksack: 0.3, 'rain-shell': 0.2 },
  sneaker: { socks: 0.4, hoodie: 0.2 },
  'chelsea-boot': { socks: 0.3, parka: 0.15 },
  sandal: { towel: 0.2, tote: 0.15 },
  socks: { 'trail-shoe': 0.05 },
  rucksack: { 'hiking-boot': 0.2, tent: 0.15, 'trail-meal': 0.15 },
  tote: { sneaker: 0.12, sling: 0.1 },
  duffel: { towel: 0.25, 'wheeled-case': 0.2 },
  sling: { earbuds: 0.2, tote: 0.12 },
  'wheeled-case': { duffel: 0.25, headphones: 0.25 },
  tent: { 'sleeping-bag': 0.6, 'sleeping-mat': 0.55, 'camp-stove': 0.4, lantern: 0.4, 'camp-chair': 0.25 },
  'sleeping-bag': { 'sleeping-mat': 0.5, lantern: 0.25, 'camp-stove': 0.2, tent: 0.1 },
  'sleeping-mat': { 'sleeping-bag': 0.35, lantern: 0.15 },
  'camp-stove': { 'gas-canister': 0.7, 'trail-meal': 0.4, lantern: 0.15 },
  lantern: { 'camp-chair': 0.2, tent: 0.1 },
  'camp-chair': { lantern: 0.25, 'camp-stove': 0.2 },
  'gas-canister': { 'trail-meal': 0.35 },
  'trail-meal': { 'gas-canister': 0.3 },
  saucepan: { 'frying-pan': 0.3, casserole: 0.15 },
  'frying-pan': { 'chef-knife': 0.3, saucepan: 0.25 },
  casserole: { plate: 0.2, bowl: 0.15, saucepan: 0.15 },
  kettle: { mug: 0.35, dripper: 0.25 },
  'chef-knife': { 'frying-pan': 0.25, casserole: 0.15 },
  'espresso-machine': { 'coffee-beans': 0.75, grinder: 0.5, mug: 0.4 },
  grinder: { 'coffee-beans': 0.65, dripper: 0.25, 'moka-pot': 0.15 },
  dripper: { 'coffee-beans': 0.5, kettle: 0.35, mug: 0.2 },
  'french-press': { 'coffee-beans': 0.55, grinder: 0.25, mug: 0.25 },
  'moka-pot': { 'coffee-beans': 0.55, grinder: 0.25, mug: 0.2 },
  'coffee-beans': { mug: 0.08, grinder: 0.06 },
  plate: { bowl: 0.5, tumbler: 0.3 },
  bowl: { plate: 0.4, mug: 0.25 },
  mug: { bowl: 0.25, 'coffee-beans': 0.2 },
  carafe: { tumbler: 0.55, plate: 0.15 },
  tumbler: { carafe: 0.35, plate: 0.2 },
  'table-lamp': { 'light-bulb': 0.55, cushion: 0.15 },
  pendant: { 'light-bulb': 0.6, 'wall-light': 0.2 },
  'floor-lamp': { 'light-bulb': 0.55, rug: 0.2 },
  'desk-lamp': { 'light-bulb': 0.5, radio: 0.1 },
  'wall-light': { 'light-bulb': 0.5, pendant: 0.15 },
  'light-bulb': { 'table-lamp': 0.06 },
  'duvet-set': { throw: 0.3, cushion: 0.3, towel: 0.15 },
  throw: { cushion: 0.4 },
  cushion: { throw: 0.3, rug: 0.12 },
  towel: { 'duvet-set': 0.2 },
  rug: { cushion: 0.3, 'floor-lamp': 0.2 },
  headphones: { turntable: 0.12, 'wheeled-case': 0.1 },
  earbuds: { sling: 0.2, 'trail-shoe': 0.12 },
  speaker: { turntable: 0.25 },
  turntable: { speaker: 0.55, headphones: 0.3 },
  radio: { speaker: 0.15, kettle: 0.1 },
  bicycle: { helmet: 0.65, 'bike-lock': 0.65, 'bike-light': 0.55, pannier: 0.3 },
  helmet: { 'bike-light': 0.35 },
  'bike-light': { 'bike-lock': 0.25, pannier: 0.12 },
  pannier: { 'bike-light': 0.2, 'rain-shell': 0.2 },
  'bike-lock': { 'bike-light': 0.35, helmet: 0.15 },
};

/** Median days after which people buy a kind again that is used up or worn out. */
export const USED_UP_AFTER_DAYS: Readonly<Record<string, number>> = {
  'coffee-beans': 24,
  'trail-meal': 30,
  'gas-canister': 45,
  socks: 90,
  'light-bulb': 120,
};

/** Kinds of which one is enough: people rarely want a second one. */
export const ONE_IS_ENOUGH: ReadonlySet<string> = new Set(
  (
    'parka rain-shell down-jacket hiking-boot chelsea-boot rucksack duffel wheeled-case tent sleeping-bag sleeping-mat ' +
    'camp-stove camp-chair lantern saucepan frying-pan casserole kettle chef-knife espresso-machine grinder dripper ' +
    'french-press moka-pot carafe floor-lamp desk-lamp rug duvet-set headphones earbuds speaker turntable radio bicycle helmet ' +
    'bike-light pannier bike-lock'
  ).split(' '),
);
