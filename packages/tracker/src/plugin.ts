import type { EventInput, EventType } from '@aisle/core';
import type { RowFormat } from '@aisle/store';
import type { ConsentSignal } from './consentInputs.js';

/**
 * An event source, an input of consent, or encryption. Each is a separate entry, so that a page loads only what it
 * uses.
 */
export interface Plugin {
  /** Shown in `status`. Tells one source from another. */
  readonly name: string;
  /**
   * By the name of another plugin, the event types that this one reports in its place. While this plugin runs, Aisle
   * ignores those events of the other one.
   */
  readonly replaces?: Readonly<Record<string, readonly EventType[]>>;
  /** Begins at once. @returns the way to stop */
  start(host: PluginHost): () => void;
}

export interface PluginHost {
  /** Hands an event over. An action that another source has reported counts once. Never throws. */
  track(event: EventInput): void;
  /** The current signal of this input. From its first signal on, consent needs its agreement. */
  setConsent(signal: ConsentSignal, detail: string): void;
  /** Encrypts what is stored from now on. */
  encryptWith(rows: RowFormat): void;
}
