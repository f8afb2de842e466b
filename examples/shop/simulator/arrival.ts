import type { Random, VisitContext } from '@aisle/core';
import { categoryPath, type Product } from './catalogue.js';
import type { Intent } from './intent.js';
import { weightedIndex } from './sampling.js';

type Device = NonNullable<VisitContext['device']>;
type Referrer = NonNullable<VisitContext['referrer']>;

/** How a shopper arrives. `category` is absent for a visit that begins on the home page. */
export interface Arrival {
  readonly device: Device;
  readonly referrer: Referrer;
  readonly category?: string;
}

const DEVICES: Readonly<Record<Device, number>> = { phone: 0.55, tablet: 0.1, desktop: 0.35 };
const REFERRERS: Readonly<Record<Exclude<Referrer, 'internal' | 'link'>, number>> = {
  search: 0.4,
  direct: 0.3,
  ad: 0.12,
  mail: 0.1,
  social: 0.08,
};
/** Share of the arrivals that begin in a category, and not on the home page. */
const LANDS_IN_CATEGORY: Readonly<Partial<Record<Referrer, number>>> = { search: 0.8, ad: 0.7, mail: 0.4, social: 0.5 };
/** Share of those that begin in the category of what the shopper looks for. Others follow an offer. */
const LANDS_WELL: Readonly<Partial<Record<Referrer, number>>> = { search: 0.9, ad: 0.7, mail: 0.2, social: 0.2 };
/** Share of the visits on the usual device. */
const USUAL_DEVICE_CHANCE = 0.75;
/** What costs more is rather bought on a large screen: this factor for each doubling of the price from here on. */
const [LARGE_SCREEN_PRICE, DESKTOP_FACTOR] = [60, 1.5];

function draw<Name extends string>(shares: Readonly<Record<Name, number>>, random: Random): Name {
  const names = Object.keys(shares) as Name[];
  const index = weightedIndex(
    names.map((name) => shares[name]),
    random,
  );
  return names[index] as Name;
}

export const drawUsualDevice = (random: Random): Device => draw(DEVICES, random);

/** Draws how a shopper with this intent arrives. */
export function drawArrival(
  { style, targetLogPrice }: Intent,
  usualDevice: Device,
  catalogue: readonly Product[],
  random: Random,
): Arrival {
  const doublings = Math.max(0, targetLogPrice / Math.LN2 - Math.log2(LARGE_SCREEN_PRICE));
  const device =
    random() < USUAL_DEVICE_CHANCE
      ? usualDevice
      : draw({ ...DEVICES, desktop: DEVICES.desktop * DESKTOP_FACTOR ** doublings }, random);
  const referrer = draw(REFERRERS, random);
  if (random() >= (LANDS_IN_CATEGORY[referrer] ?? 0)) return { device, referrer };
  const offered = catalogue[Math.floor(random() * catalogue.length)] as Product;
  const wanted = catalogue.find((product) => product.style === style) as Product;
  return { device, referrer, category: categoryPath(random() < (LANDS_WELL[referrer] ?? 0) ? wanted : offered) };
}
