import type { Arm, VisitContext } from '@aisle/core';
import type { DeviceHints } from '@aisle/worker';
import { deviceHints } from './device.js';
import { newResultId } from './resultId.js';
import { visitContext } from './visitContext.js';
import { deleteWeightsCache } from './weightsCache.js';
import { whenIdle } from './whenIdle.js';
import { whenIdleOrHidden } from './whenIdleOrHidden.js';
import { whenVisible } from './whenVisible.js';

/** The parts of the page that an instance uses. The fake and the unit tests replace them. */
export interface PageEnvironment {
  /** Monotonic clock, milliseconds. */
  readonly nowMs: () => number;
  readonly newResultId: (arm: Arm | undefined) => string;
  readonly whenIdle: () => Promise<void>;
  readonly whenIdleOrHidden: () => Promise<'idle' | 'hidden'>;
  readonly whenVisible: () => Promise<void>;
  /** @param url may be relative to the page */
  readonly absoluteUrl: (url: string) => string;
  readonly visitContext: () => VisitContext;
  readonly deviceHints: () => Promise<DeviceHints>;
  /** @returns whether there was a cache */
  readonly deleteWeightsCache: (namespace: string) => Promise<boolean>;
}

export const BROWSER_PAGE: PageEnvironment = {
  nowMs: () => performance.now(),
  newResultId,
  whenIdle,
  whenIdleOrHidden,
  whenVisible,
  absoluteUrl: (url) => new URL(url, document.baseURI).href,
  visitContext,
  deviceHints,
  deleteWeightsCache,
};
