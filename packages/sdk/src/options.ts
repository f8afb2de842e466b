import { AisleError, contains, describe, EVENT_TYPES, type EventType, mapList } from '@aisle/core';
import { DEFAULT_RETENTION, type Retention } from '@aisle/store';
import type { AutomationPolicy, BeforeConsent, Plugin, TrackerOptions } from '@aisle/tracker';
import type { EngineOptions, TierChoice } from '@aisle/worker';

/** Options for recording. */
export interface RecordingOptions {
  /** Separates shops on one origin: letters, digits, dots and dashes. Default `default`. */
  readonly namespace?: string;
  /** Maximum number, size and age of stored events. Default 2,000 events, 2 MB, 180 days. */
  readonly retention?: Partial<Retention>;
  /** The event types to record. Default all. */
  readonly eventTypes?: readonly EventType[];
  /** Whether automated visits enter the history: webdriver, actions without input, or impossibly fast actions. Default `ignore`. */
  readonly automation?: AutomationPolicy;
  /** Event sources, consent inputs and encryption, as for `use`. */
  readonly plugins?: readonly Plugin[];
  /** Names of consent inputs that are added later. Consent is not granted before each of them has answered. */
  readonly consentInputs?: readonly string[];
  /**
   * What happens to events before the shopper's answer. `drop` drops them. `buffer` keeps them in the page's memory until
   * the answer. `memory` also ranks by them, and fetches the engine and the release for that. Nothing is stored before
   * consent. Default `drop`.
   */
  readonly beforeConsent?: BeforeConsent;
}

export interface AisleOptions extends RecordingOptions {
  /** URL of a channel's pointer, as `aisle publish` writes it, or of a release's manifest.json. Absolute or relative to the page. */
  readonly manifestUrl: string;
  /** The shop's Ed25519 keys, as `aisle keygen` prints them. Aisle rejects releases that none of them signed. Default none: signatures are not checked. */
  readonly publicKeys?: readonly string[];
  /** Minimum time between two checks for a newer release, across all tabs and pages. Milliseconds, default ten minutes. */
  readonly updateIntervalMs?: number;
  /** URL of aisle-worker.js, or a function that creates the module worker. For a worker file on another origin, see docs/guides/install.md. */
  readonly worker: string | (() => Worker);
  /** `sha384-…` hash of the worker file. Aisle verifies the file before it starts the worker. The script tag has the hash built in. */
  readonly workerIntegrity?: string;
  /** URL of the file with that hash, if `worker` is a separate file of the shop that imports it. Default `worker`. */
  readonly workerIntegrityUrl?: string;
  /**
   * The share of devices in the holdout, 0 to 1: lists keep their given order, and nothing is predicted. The device is
   * assigned at random, on the device. Default 0.
   */
  readonly holdoutShare?: number;
  /**
   * Answers `related`, `boughtWith` and `trending` before the shopper has answered the consent question. These rows read no
   * history. A call then fetches the engine and the release, and stores nothing. Ask a lawyer first (docs/guides/rows.md).
   * Default false.
   */
  readonly rowsBeforeConsent?: boolean;
  /** Which tier runs the model. Default `auto`: `light` for lists, and the fastest measured tier for all items of the release. */
  readonly tier?: TierChoice;
}

export interface ResolvedRecordingOptions extends TrackerOptions {
  readonly plugins: readonly Plugin[];
}

export interface ResolvedOptions {
  readonly recording: ResolvedRecordingOptions;
  /** The engine's options, without those that are read at each start. */
  readonly engine: Omit<EngineOptions, 'network' | 'persist' | 'readsHistory'>;
  readonly rowsBeforeConsent: boolean;
}

const DEFAULT_UPDATE_INTERVAL_MS = 600_000;

/** Throws the error of an option. */
export type Refuse = (field: string, expected: string, found: unknown) => never;

/** @param caller the function that the shop called */
export const refuseFor =
  (caller: string): Refuse =>
  (field, expected, found) => {
    throw new AisleError('invalid-argument', `${caller}: ${field} must be ${expected}, found ${describe(found)}.`, {
      field,
    });
  };

function oneOf<T extends string>(refuse: Refuse, field: string, found: T | undefined, allowed: readonly T[]): T {
  const value = found ?? allowed[0]!;
  return contains(allowed, value) ? value : refuse(field, `one of ${allowed.join(', ')}`, found);
}

/** Scripts without types pass other iterables, or null. */
const listOf = <T>(found: Iterable<T> | null | undefined): T[] => [...(found ?? [])];

/**
 * Checks values and fills in defaults. The values have their types: `checkTypes` has checked them.
 *
 * @throws AisleError `invalid-argument`, synchronously
 */
export function resolveRecordingOptions(options: RecordingOptions, refuse: Refuse): ResolvedRecordingOptions {
  const { namespace = 'default', retention, eventTypes } = options;
  if (typeof namespace !== 'string' || !/^[\w.-]{1,64}$/.test(namespace))
    refuse('namespace', '1 to 64 letters, digits, dots or dashes', namespace);
  const types = listOf(eventTypes);
  for (const type of types) oneOf(refuse, 'eventTypes', type, EVENT_TYPES);
  return {
    namespace,
    retention: { ...DEFAULT_RETENTION, ...retention },
    automation: oneOf(refuse, 'automation', options.automation, ['ignore', 'record']),
    beforeConsent: oneOf(refuse, 'beforeConsent', options.beforeConsent, ['drop', 'buffer', 'memory']),
    eventTypes: eventTypes && types,
    plugins: listOf(options.plugins),
    consentInputs: mapList(listOf(options.consentInputs), String),
    now: () => {
      const nowMs = Date.now();
      // A page may have replaced Date.now, for example by a version that returns a Date.
      return typeof nowMs === 'number' && nowMs >= 0 ? nowMs : performance.timeOrigin + performance.now();
    },
  };
}

/** As `resolveRecordingOptions`, for all options except the worker's. @throws AisleError `invalid-argument` */
export function resolveOptions(options: Omit<AisleOptions, 'worker'>, refuse: Refuse): ResolvedOptions {
  const { updateIntervalMs = DEFAULT_UPDATE_INTERVAL_MS, holdoutShare = 0 } = options;
  const recording = resolveRecordingOptions(options, refuse);
  return {
    recording,
    engine: {
      namespace: recording.namespace,
      manifestUrl: absoluteUrl(refuse, options.manifestUrl),
      publicKeys: mapList(listOf(options.publicKeys), (key) =>
        /^[\w-]{43}$/.test(key) ? key : refuse('publicKeys', 'keys of 43 characters from aisle keygen', key),
      ),
      updateIntervalMs:
        updateIntervalMs >= 0
          ? updateIntervalMs
          : refuse('updateIntervalMs', 'a number of at least 0', updateIntervalMs),
      tier: oneOf(refuse, 'tier', options.tier, ['auto', 'webgpu', 'wasm', 'light']),
      holdoutShare:
        holdoutShare >= 0 && holdoutShare <= 1
          ? holdoutShare
          : refuse('holdoutShare', 'a number of 0 to 1', holdoutShare),
    },
    rowsBeforeConsent: !!options.rowsBeforeConsent,
  };
}

function absoluteUrl(refuse: Refuse, url: string): string {
  try {
    return new URL(url, document.baseURI).href;
  } catch {
    return refuse('manifestUrl', 'a URL', url);
  }
}
