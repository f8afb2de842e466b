import type { Coins } from '@aisle/decisions';
import type { CoinsAnswer } from '@aisle/worker';
import type { DecisionsHost } from './decisionsHost.js';
import type { IntentOptions } from './intent.js';

/** Asks the engine for the device's random groups. Empty if it has no answer by the deadline; never rejects. */
export async function coins(host: DecisionsHost, options?: IntentOptions | null): Promise<Coins> {
  const { coins = {} } = (await host.request({ name: 'coins' }, options)) as Partial<CoinsAnswer>;
  return coins;
}
