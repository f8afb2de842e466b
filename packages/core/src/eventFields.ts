import { describe } from './describe.js';
import { AisleError } from './errors.js';
import { ANY_TIME, type TimeLimits, unitHint } from './eventTime.js';

/** How `parseEvent` treats what a page reports. */
export interface EventRules {
  /** Limits of `timestampMs` in the input. Without them, for logs and stored rows, any time is accepted. */
  readonly limits?: TimeLimits;
  /**
   * Called for each odd optional field, which is dropped, and for each item without an id. Without it, an odd field
   * refuses the event.
   */
  readonly onDropped?: (field: string) => void;
}

/** Returns the valid field, or throws the refusal of an odd one. */
export type ReadField = (found: unknown, field: string) => unknown;

/**
 * Characters of the longest accepted text. The limit keeps rows small, so that a count of events bounds the storage.
 */
const MAX_TEXT_LENGTH = 200;

export function refuse(field: string, expected: string, found: unknown, hint = ''): never {
  const message = `Event refused: ${field} must be ${expected}, found ${describe(found)}${hint}.`;
  throw new AisleError('invalid-event', message, { field, expected });
}

export function text(found: unknown, field: string): string {
  if (typeof found !== 'string' || found.length === 0 || found.length > MAX_TEXT_LENGTH) {
    refuse(field, `a text of 1 to ${MAX_TEXT_LENGTH} characters`, found);
  }
  return found;
}

/** Reads a number of at least `minimum`. */
export const number =
  (minimum: number, whole = false) =>
  (found: unknown, field: string): number => {
    // Only finite numbers minus themselves are 0.
    if (typeof found !== 'number' || found - found !== 0 || found < minimum || (whole && found % 1 !== 0))
      refuse(field, `a ${whole ? 'whole ' : ''}number of at least ${minimum}`, found);
    return found;
  };

export function time(found: unknown, limits = ANY_TIME): number {
  const timeMs = number(0)(found, 'timestampMs');
  if (timeMs < limits.earliestMs || timeMs > limits.latestMs) {
    const expected = 'milliseconds since 1970, not older than the retention and at most 24 hours ahead of the clock';
    refuse('timestampMs', expected, timeMs, unitHint(timeMs, limits));
  }
  return timeMs;
}

export function currencyCode(found: unknown, field: string): string {
  const isCapital = (i: number) => (found as string)[i]! >= 'A' && (found as string)[i]! <= 'Z';
  return typeof found === 'string' && found.length === 3 && isCapital(0) && isCapital(1) && isCapital(2)
    ? found
    : refuse(field, 'three capital letters', found);
}

/** Runs `read`. If it refuses an odd field and `rules` allow it, reports that field instead. */
export function keepOrDrop(name: string, { onDropped }: EventRules, read: () => void): void {
  try {
    read();
  } catch (cause) {
    if (!onDropped) throw cause;
    onDropped(name);
  }
}

/** A field of the input. What a page has put on `Object.prototype` is in every object, and is not a field. */
export function fieldOf(from: Readonly<Record<string, unknown>>, name: string): unknown {
  const found = from[name];
  return found === ({} as Record<string, unknown>)[name] ? undefined : found;
}

/** Copies an optional field, if the input has it. @param path of the input, for errors */
export function copyField(
  from: Readonly<Record<string, unknown>>,
  to: object,
  name: string,
  read: ReadField,
  rules: EventRules,
  path = '',
): void {
  const found = fieldOf(from, name);
  // Data layers have null and '' for a missing value.
  if (found !== undefined && !(rules.onDropped && (found === null || found === '')))
    keepOrDrop(name, rules, () => {
      (to as Record<string, unknown>)[name] = read(found, path + name);
    });
}
