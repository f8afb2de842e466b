import type { EventInput, EventItemInput, EventType } from '@aisle/core';
import type { RowFormat } from '@aisle/store';
import type { ConsentSignal } from './consentInputs.js';

/** An item as a source reports it. The price may be a text, such as `1.299,00 €`. */
export type SourceItem = Omit<EventItemInput, 'price'> & { price?: number | string };
type WithSourceItems<E> = E extends { items: unknown } ? Omit<E, 'items'> & { items: SourceItem[] } : E;
/** An event as a source reports it. */
export type SourceEvent = WithSourceItems<EventInput>;

/**
 * An event source, a consent input, or encryption. Each plugin is a separate entry, so that a page loads only the
 * plugins that it uses.
 */
export interface Plugin {
  /** Unique per page. `status` shows it. */
  readonly name: string;
  /**
   * Event types that this plugin reports instead of another plugin, by the other plugin's name. While this plugin runs,
   * Aisle ignores those events of the other plugin.
   */
  readonly replaces?: Readonly<Record<string, readonly EventType[]>>;
  /** Starts the plugin. @returns a function that stops it */
  start(host: PluginHost): () => void;
}

export interface PluginHost {
  /** Reports an event. It is dropped if another source has reported the same action. Never throws. */
  track(event: SourceEvent): void;
  /** Reports the signal of this consent input. From its first signal on, consent needs its agreement. */
  setConsent(signal: ConsentSignal, detail: string): void;
  /** Encrypts the events that are stored from now on. Possible once, before consent is granted. */
  encryptWith(rows: RowFormat): void;
  /** Explains in `status().notes` why the plugin records nothing of this page. Undefined removes the explanation. */
  note(text: string | undefined): void;
  /** Reports an error of the page in `status().lastProblem` and on the console. */
  report(cause: unknown): void;
}
