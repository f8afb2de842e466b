import type { Tracker, TrackerListener, TrackerOptions } from '@aisle/tracker';
import type { EngineClient, EngineClientOptions, EngineOptions } from '@aisle/worker';
import type { PageLists } from './lists/watchLists.js';
import type { PageEnvironment } from './pageEnvironment.js';

/** The part of the tracker that an instance uses. */
export type InstanceTracker = Pick<
  Tracker,
  | 'changeDecisions'
  | 'consent'
  | 'dispose'
  | 'droppedFields'
  | 'erase'
  | 'historyId'
  | 'ignoresVisit'
  | 'inMemoryHistory'
  | 'lastProblem'
  | 'pluginNames'
  | 'pluginNotes'
  | 'problem'
  | 'readAll'
  | 'report'
  | 'reset'
  | 'revalidation'
  | 'setConsent'
  | 'consentPending'
  | 'storage'
  | 'storedEvents'
  | 'track'
  | 'use'
> & {
  readonly options: Pick<TrackerOptions, 'automation' | 'namespace'>;
  readonly automation: Pick<Tracker['automation'], 'signal'>;
  readonly consentInputs: Pick<Tracker['consentInputs'], 'trace'>;
  readonly rankingStorage: Pick<Tracker['rankingStorage'], 'save' | 'read'>;
};

/** The part of the engine's client that an instance uses. */
export type InstanceClient = Pick<
  EngineClient,
  | 'advance'
  | 'call'
  | 'dispose'
  | 'forget'
  | 'lastProblem'
  | 'noticesSent'
  | 'onCached'
  | 'onResume'
  | 'start'
  | 'state'
  | 'stop'
  | 'whenStopped'
>;

/** What a worker may do, by the consent that it is started with. */
export type EngineAccess = Pick<EngineOptions, 'persist' | 'readsHistory'>;

/** What the client needs of the instance. `access` is read when a worker starts. */
export type ClientHooks = Pick<EngineClientOptions, 'onStateChange'> & { readonly access: () => EngineAccess };

/** What differs between a page's instance and the fake of `@aisle/sdk/testing`. */
export interface InstanceParts {
  /** @param listener must not be called before this returns */
  readonly openTracker: (listener: TrackerListener) => InstanceTracker;
  readonly openClient: (hooks: ClientHooks) => InstanceClient;
  readonly page: PageEnvironment;
  /** The share of devices in the holdout, 0 to 1. */
  readonly holdoutShare: () => number;
  /** Whether rows that read no history are answered before consent. Default false. */
  readonly rowsBeforeConsent?: boolean;
  /** The lists in the page's markup, which the script tag orders. */
  readonly lists?: PageLists | undefined;
}
