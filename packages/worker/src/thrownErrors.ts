import { toAisleError, toPlainError } from '@aisle/core';
import { transferHandlers } from 'comlink';

/** What Comlink's own handler takes: a thrown value in its envelope. */
interface Thrown {
  readonly value: unknown;
}

/**
 * Has errors cross the worker line as PlainError, on both sides. Comlink's own handler keeps an Error's message, name
 * and stack, but loses `code` and `details`. It stands first in the map, so it is replaced under its name; what it
 * recognises a thrown value by is not exported, so its test is kept.
 *
 * The only place where an AisleError is rebuilt from a PlainError.
 */
export function keepErrorCodes(): void {
  const { canHandle } = transferHandlers.get('throw')!;
  transferHandlers.set('throw', {
    canHandle,
    serialize: (thrown) => [toPlainError((thrown as Thrown).value), []],
    deserialize: (plain) => {
      throw toAisleError(plain);
    },
  });
}
