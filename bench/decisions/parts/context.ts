import { normal, type Random, seededRandom } from '@aisle/core';
import type { ContextFeature } from '@aisle/decisions';
import { chooseContext } from '../../../packages/cli/src/policy/chooseContext.js';
import { CONTEXT_FEATURES } from '../../../packages/cli/src/policy/contextFeatures.js';
import type { CellCounts } from '../../../packages/cli/src/policy/readCellCounts.js';
import type { DecisionPart, DecisionRow } from '../row.js';

const COMMAND = 'npx -y pnpm@12 bench decisions --part context';
const SEED = 1;
const SHOPS = 20_000;
/** Share of success without the intervention. With the worth below, an uplift of .01 is worth its cost exactly. */
const BASE = 0.05;
const WORTH = { cost: 0.2, value: 20 };
const BREAK_EVEN = WORTH.cost / WORTH.value;
/** The effect that a feature turns: this much above break-even without it, and below with it. */
const TURN = 0.01;
const MOST_FALSE = 0.025;

/** A binomial count, by its normal approximation: hundreds of successes are expected. */
const countOf = (devices: number, share: number, random: Random) => ({
  devices,
  successes: Math.round(devices * share + Math.sqrt(devices * share * (1 - share)) * normal(random)),
});

/** Counts by each feature, half of the devices with it. Only the first feature may turn the effect. */
function countsOf(devices: number, turn: number, random: Random): ReadonlyMap<ContextFeature, CellCounts> {
  const cell = (uplift: number) => ({
    shown: countOf(devices / 2, BASE + uplift, random),
    heldOut: countOf(devices / 2, BASE, random),
  });
  return new Map(
    CONTEXT_FEATURES.map((feature, i): [ContextFeature, CellCounts] => {
      const above = i === 0 ? turn : 0;
      return [feature, [cell(BREAK_EVEN + above), cell(BREAK_EVEN - above)]];
    }),
  );
}

/** The share of shops that use a feature, and of those that use the right one. */
function usedBy(devices: number, turn: number) {
  const random = seededRandom(SEED);
  let [used, right] = [0, 0];
  for (let shop = 0; shop < SHOPS; shop++) {
    const [reports, heldOut] = [countsOf(devices, turn, random), countsOf(devices, turn, random)];
    const found = chooseContext(reports, heldOut, WORTH);
    if (!found?.isSignificant) continue;
    used++;
    right += Number(found.feature === CONTEXT_FEATURES[0]);
  }
  return { used: used / SHOPS, right: right / SHOPS };
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** How often `aisle policy context` uses a feature that changes nothing, and finds one that turns the effect. */
export const context: DecisionPart = async () => {
  const row = (name: string, devices: number, share: number, goal: string, met = true): DecisionRow => ({
    name: `${name}, ${devices.toLocaleString('en')} devices in each group and file`,
    floor: '–',
    figure: percent(share),
    goal,
    met,
    command: COMMAND,
    data: `simulation, ${SHOPS.toLocaleString('en')} shops, three features`,
    seeds: [SEED],
  });
  return [2000, 20_000].flatMap((devices) => {
    const none = usedBy(devices, 0).used;
    return [
      row('Shops that use a feature although none matters', devices, none, 'at most 2.5 %', none <= MOST_FALSE),
      row('Shops that find the feature that turns the effect', devices, usedBy(devices, TURN).right, ''),
    ];
  });
};
