import { AisleError, EVENT_TYPES, type EventType, readOrRefuse } from '@aisle/core';
import { DEFAULT_RETENTION, type Retention } from '@aisle/store';
import type { AutomationPolicy, BeforeConsent, Plugin, TrackerOptions } from '@aisle/tracker';
import type { EngineOptions, TierChoice } from '@aisle/worker';
import { createWorker } from './createWorker.js';
import { checkWorker } from './workerIntegrity.js';

/** What concerns recording alone. */
export interface RecordingOptions {
  /** Keeps shops on one origin apart: letters, digits, dots and dashes. Default `default`. */
  readonly namespace?: string;
  /** Events and bytes kept at most, and for how long. Default 2,000 events, 2 MB, 180 days. */
  readonly retention?: Partial<Retention>;
  /** The types of events that are recorded. Default all. */
  readonly eventTypes?: readonly EventType[];
  /** Whether visits by programs enter the history: webdriver, acts without input or faster than a hand. Default `ignore`. */
  readonly automation?: AutomationPolicy;
  /** Sources of events, inputs of consent, encryption, as `use` takes them. */
  readonly plugins?: readonly Plugin[];
  /** Names of inputs that are added later: until each has agreed, nothing begins. */
  readonly consentInputs?: readonly string[];
  /**
   * `buffer` keeps events in the page's memory until the shopper answers; `memory` ranks by them meanwhile, and fetches
   * the engine and the release for that. Neither stores anything. Default `drop`.
   */
  readonly beforeConsent?: BeforeConsent;
}

export interface AisleOptions extends RecordingOptions {
  /** URL of a channel's pointer, as `aisle publish` writes it, or of a release's manifest.json; absolute or relative to the page. */
  readonly manifestUrl: string;
  /** The shop's Ed25519 keys, as `aisle keygen` prints them: what none of them signed is refused. Default none. */
  readonly publicKeys?: readonly string[];
  /** Milliseconds between two questions for a newer release, over all tabs and pages. Default ten minutes. */
  readonly updateIntervalMs?: number;
  /** URL of aisle-worker.js; or a function that makes the module worker. What another origin takes: docs/guides/install.md. */
  readonly worker: string | (() => Worker);
  /** `sha384-…` of the worker file, which is then verified before it is started. The script tag knows that of its own. */
  readonly workerIntegrity?: string;
  /** URL of the file with that hash, where `worker` is a file of the shop's own that imports it. Default `worker`. */
  readonly workerIntegrityUrl?: string;
  /**
   * The part of devices, 0 to 1, that are left as they would be without: lists as they were given, nothing predicted.
   * Drawn on the device. Default 0.
   */
  readonly holdoutShare?: number;
  /** Which engine runs the model. Default `auto`: lists on plain arrays, the catalogue on what a measurement finds fastest. */
  readonly tier?: TierChoice;
}

export interface ResolvedRecordingOptions extends TrackerOptions {
  readonly plugins: readonly Plugin[];
}

export interface ResolvedOptions {
  readonly recording: ResolvedRecordingOptions;
  /** What the engine is started with, but for what depends on the moment. */
  readonly engine: Omit<EngineOptions, 'network' | 'persist'>;
  readonly createWorker: () => Worker;
  /** Rejects where the worker file is not the one that it should be. */
  readonly checkWorker: (() => Promise<void>) | undefined;
}

const DEFAULT_UPDATE_INTERVAL_MS = 600_000;

function refuse(field: string, expected: string, found: unknown): never {
  throw new AisleError(
    'invalid-argument',
    `createAisle: ${field} must be ${expected}, found ${JSON.stringify(found)}.`,
    { field },
  );
}

function oneOf<T extends string>(field: string, found: T | undefined, allowed: readonly T[]): T {
  const value = found ?? allowed[0]!;
  return allowed.includes(value) ? value : refuse(field, `one of ${allowed.join(', ')}`, found);
}

/** Fills in defaults. @throws AisleError `invalid-argument`: a mistake in the page's code, told at once */
export function resolveRecordingOptions(options: RecordingOptions): ResolvedRecordingOptions {
  return readOrRefuse('invalid-argument', 'createTracker: the options', () => readRecordingOptions(options));
}

function readRecordingOptions(options: RecordingOptions): ResolvedRecordingOptions {
  const { namespace = 'default', retention = {}, eventTypes, plugins = [], consentInputs = [] } = options;
  if (typeof namespace !== 'string' || !/^[\w.-]{1,64}$/.test(namespace))
    refuse('namespace', '1 to 64 letters, digits, dots or dashes', namespace);
  for (const [field, value] of Object.entries(retention)) {
    if (!(typeof value === 'number' && value > 0)) refuse(`retention.${field}`, 'a number above 0', value);
  }
  for (const type of eventTypes ?? []) oneOf('eventTypes', type, EVENT_TYPES);
  return {
    namespace,
    retention: { ...DEFAULT_RETENTION, ...retention },
    automation: oneOf('automation', options.automation, ['ignore', 'record']),
    beforeConsent: oneOf('beforeConsent', options.beforeConsent, ['drop', 'buffer', 'memory']),
    eventTypes: eventTypes && [...eventTypes],
    plugins: [...plugins],
    consentInputs: Array.from(consentInputs, String),
    now: Date.now,
  };
}

/** @throws AisleError `invalid-argument` */
export function resolveOptions(options: AisleOptions): ResolvedOptions {
  return readOrRefuse('invalid-argument', 'createAisle: the options', () => readOptions(options));
}

function readOptions(options: AisleOptions): ResolvedOptions {
  const {
    manifestUrl,
    worker,
    workerIntegrity,
    workerIntegrityUrl,
    publicKeys = [],
    updateIntervalMs = DEFAULT_UPDATE_INTERVAL_MS,
    holdoutShare = 0,
  } = options;
  if (typeof manifestUrl !== 'string' || manifestUrl === '')
    refuse('manifestUrl', 'the URL of a pointer or a manifest.json', manifestUrl);
  if (typeof worker !== 'function' && (typeof worker !== 'string' || worker === ''))
    refuse('worker', 'a URL or a function', worker);
  const recording = readRecordingOptions(options);
  return {
    recording,
    engine: {
      namespace: recording.namespace,
      manifestUrl: new URL(manifestUrl, document.baseURI).href,
      publicKeys: Array.from(publicKeys, (key) =>
        /^[\w-]{43}$/.test(key) ? key : refuse('publicKeys', 'keys of 43 characters, as aisle keygen prints them', key),
      ),
      updateIntervalMs:
        updateIntervalMs >= 0
          ? updateIntervalMs
          : refuse('updateIntervalMs', 'a number of at least 0', updateIntervalMs),
      tier: oneOf('tier', options.tier, ['auto', 'webgpu', 'wasm', 'light']),
      holdoutShare:
        holdoutShare >= 0 && holdoutShare <= 1
          ? holdoutShare
          : refuse('holdoutShare', 'a number of 0 to 1', holdoutShare),
    },
    createWorker: typeof worker === 'function' ? worker : () => createWorker(worker),
    checkWorker:
      workerIntegrity && typeof worker === 'string'
        ? () => checkWorker(workerIntegrityUrl ?? worker, workerIntegrity)
        : undefined,
  };
}
