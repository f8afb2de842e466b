import { addRisk } from '../risk/addRisk.js';
import { afterView, type ContractSteps, equal, granted } from './contractKit.js';

/** automation and couponTried. */
export const RISK_STEPS: ContractSteps = {
  async 'addRisk adds its methods to the instance once'(make) {
    const aisle = await granted(make);
    const { automation } = addRisk(aisle);
    equal(addRisk(aisle) === aisle, true);
    equal(addRisk(aisle).automation === automation, true);
  },

  async 'automation examines the stored events'(make) {
    const { automation } = addRisk(await afterView(make));
    const { events, score, signals } = await automation();
    equal(
      [events, typeof score, signals.map(({ name }) => name).slice(0, 2)],
      [1, 'number', ['recorder', 'catalogue-sweep']],
    );
  },

  async 'automation without consent examines no event'(make) {
    const { automation } = addRisk(await make({ consent: 'unset', holdoutShare: 0 }));
    equal((await automation(null)).events, 0);
  },

  async 'automation counts the codes that couponTried was given'(make) {
    const { automation, couponTried } = addRisk(await granted(make));
    for (const code of ['SPRING', 'spring', 'VIP']) couponTried(code);
    const { signals } = await automation();
    equal(signals.find(({ name }) => name === 'coupon-tries')?.value, 2);
  },
};
