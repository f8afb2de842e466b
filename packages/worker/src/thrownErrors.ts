import { toAisleError, toPlainError } from '@aisle/core';
import { transferHandlers } from 'comlink';

/** What Comlink's own handler takes: a thrown value in its envelope. */
interface Thrown {
  readonly value: unknown;
}

/*
 * Errors cross the worker line as PlainError. Comlink's own handler keeps an Error's message, name and stack, but loses
 * `code` and `details`. It stands first in the map, so it is replaced under its name; what it recognises a thrown value
 * by is not exported, so its test is kept.
 */

/** The worker's side: has errors cross the line as PlainError. */
export function sendPlainErrors(): void {
  const handler = transferHandlers.get('throw')!;
  transferHandlers.set('throw', { ...handler, serialize: (thrown) => [toPlainError((thrown as Thrown).value), []] });
}

/** The window's side: throws an AisleError for each PlainError. The only place where one is rebuilt from the other. */
export function rebuildErrors(): void {
  const handler = transferHandlers.get('throw')!;
  const deserialize = (plain: unknown) => {
    throw toAisleError(plain);
  };
  transferHandlers.set('throw', { ...handler, deserialize });
}
