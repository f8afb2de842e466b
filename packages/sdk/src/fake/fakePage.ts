import type { PageEnvironment } from '../pageEnvironment.js';

/** A page that is always idle and never visible. Its clock does not advance, and its result ids are counted. */
export function fakePage(): PageEnvironment {
  let results = 0;
  return {
    nowMs: () => 0,
    newResultId: (arm) => `${arm ? arm[0] : 'u'}-fake-${++results}`,
    whenIdle: async () => {},
    whenIdleOrHidden: async () => 'idle',
    // Outcomes are counted on visible pages only, so the fake has no counts.
    whenVisible: () => new Promise(() => {}),
    absoluteUrl: (url) => url,
    visitContext: () => ({}),
    deviceHints: async () => ({ saveResources: false }),
    deleteWeightsCache: async () => false,
  };
}
