import type { Aisle, Prediction, PredictResult, Reason, RowOptions, Status, Tier } from '@aisle/sdk';
import { useEffect, useRef, useState } from 'react';
import { useAisleContext } from './aisleContext.js';
import { attemptJson } from './attemptJson.js';
import { listed } from './listed.js';
import { useAisle } from './useAisle.js';
import { selectConsent } from './useConsent.js';
import { useStatusValue } from './useStatusValue.js';

export type UseRowOptions = Omit<RowOptions, 'signal'>;

/** `no-provider`: AisleProvider is missing. `pending`: the engine has not answered yet. */
export type UseRowReason = Reason | 'no-provider' | 'pending';

export interface UseRowResult {
  /** In the order of the row. Empty at first, on the server, and if there is a reason. */
  readonly items: readonly Prediction[];
  /** Set it as `result_id` of events about these items. */
  readonly resultId?: string;
  readonly reason?: UseRowReason;
  readonly release?: string;
  readonly tier?: Tier;
}

const selectRelease = ({ release }: Status) => release;
/** Changes with every event. In the page's memory, events are not counted: then every change of the status counts. */
const selectEvents = (status: Status) => status.storedEvents ?? status;

/** How a hook requests its row. */
export interface RowSource<Options> {
  /** What the row is about, such as an item. Null or undefined while the page loads it: then nothing is requested. */
  readonly subject: unknown;
  readonly request: (aisle: Aisle, options: Options) => Promise<PredictResult>;
  /** Whether a row without items is requested again after an event. */
  readonly readsHistory?: boolean;
  /** Whether the row is requested again after every event. */
  readonly followsEvents?: boolean;
}

/**
 * Requests a row of items. Once it has items, it stays until the subject, an option other than `filter` or the consent
 * changes. Without items, it is requested again when that can help. Until a new answer, the previous items stay. Never
 * throws.
 */
export function useRow<Options extends UseRowOptions>(
  given: Options | null | undefined,
  { subject, request, readsHistory = false, followsEvents = false }: RowSource<Options>,
): UseRowResult {
  const { filter, candidates, exclude, ...options }: UseRowOptions = given ?? {};
  const { missing } = useAisleContext();
  const aisle = useAisle();
  const consent = useStatusValue(selectConsent);
  const release = useStatusValue(selectRelease);
  const [answer, setAnswer] = useState<UseRowResult>({ items: [], reason: missing ?? 'pending' });
  const isMissing = subject === undefined || subject === null;
  const waitsForEvents =
    readsHistory && !answer.items.length && [undefined, 'cold-start', 'unknown-items'].includes(answer.reason);
  // Subscribes to events only while they can change the row, so that an event does not re-render the component otherwise.
  const events = useStatusValue<unknown>(followsEvents || waitsForEvents ? selectEvents : selectConsent);
  /** What the latest answer was requested with. */
  const answered = useRef<{ readonly key: string | undefined; readonly events?: unknown }>({ key: '' });
  // Arrays written inline are new objects in every render.
  const rowOptions = { ...options, candidates: listed(candidates), exclude: listed(exclude) };
  // Undefined for a value that JSON cannot express, which the instance answers with a reason.
  const key = attemptJson([subject, rowOptions, consent]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` contains `rowOptions` by value.
  useEffect(() => {
    if (!aisle || isMissing) return undefined;
    const isSameRow = answered.current.key === key;
    const hasNewEvents = (followsEvents || waitsForEvents) && answered.current.events !== events;
    // The status reports the release after the answer has arrived.
    if (isSameRow && !hasNewEvents && (answer.items.length > 0 || answer.release === release)) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const requested = { key, events: selectEvents(aisle.getSnapshot()) };
    // The instance treats undefined options as absent.
    void request(aisle, { ...rowOptions, filter, signal } as unknown as Options).then((result) => {
      if (signal.aborted) return;
      answered.current = requested;
      // A timeout does not remove the row's items from the screen.
      setAnswer((before) => (isSameRow && result.reason === 'timeout' && before.items.length ? before : result));
    });
    return () => controller.abort();
  }, [aisle, isMissing, key, release, events]);

  return isMissing && !missing ? MISSING_SUBJECT : answer;
}

const MISSING_SUBJECT: UseRowResult = { items: [], reason: 'invalid-items' };
