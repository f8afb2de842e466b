import type { PageEnvironment } from '../pageEnvironment.js';

/**
 * A page that is idle, whose clock stands still, and that nobody sees: results are numbered, and outcomes are not
 * counted.
 */
export function fakePage(): PageEnvironment {
  let results = 0;
  return {
    nowMs: () => 0,
    newResultId: (arm) => `${arm ? arm[0] : 'u'}-fake-${++results}`,
    whenIdle: async () => {},
    whenIdleOrHidden: async () => 'idle',
    whenVisible: () => new Promise(() => {}),
    absoluteUrl: (url) => url,
    deviceHints: async () => ({ saveResources: false }),
    deleteWeightsCache: async () => false,
  };
}
