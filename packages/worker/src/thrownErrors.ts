import { toAisleError, toPlainError } from '@aisle/core';
import { transferHandlers } from 'comlink';

/** A thrown value as Comlink passes it to its handler. */
interface Thrown {
  readonly value: unknown;
}

/*
 * Errors cross the worker boundary as PlainError. Comlink's handler sends an Error's message, name and stack, but not
 * `code` and `details` (https://github.com/GoogleChromeLabs/comlink/blob/main/src/comlink.ts). The replacement keeps the
 * handler's `canHandle`, because Comlink does not export the symbol that it checks.
 */

/** In the worker: sends errors as PlainError. */
export function sendPlainErrors(): void {
  const handler = transferHandlers.get('throw')!;
  transferHandlers.set('throw', { ...handler, serialize: (thrown) => [toPlainError((thrown as Thrown).value), []] });
}

/** In the window: throws an AisleError for each PlainError. No other code converts PlainErrors back. */
export function rebuildErrors(): void {
  const handler = transferHandlers.get('throw')!;
  const deserialize = (plain: unknown) => {
    throw toAisleError(plain);
  };
  transferHandlers.set('throw', { ...handler, deserialize });
}
