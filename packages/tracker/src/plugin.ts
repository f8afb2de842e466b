import type { EventInput } from '@aisle/core';
import type { RowCipher } from '@aisle/store';
import type { ConsentSignal } from './consentInputs.js';

/** A source of events, an input of consent, or encryption, that a page adds: an entry of its own, so that nobody loads what nobody uses. */
export interface Plugin {
  /** Told in `status`, and how one source is told from another. */
  readonly name: string;
  /** Begins at once. @returns the way to stop */
  start(host: PluginHost): () => void;
}

export interface PluginHost {
  /** Hands an event over. An act that another source has told of already counts once. Never throws. */
  track(event: EventInput): void;
  /** What this input says now; from its first word on, Aisle needs its agreement. */
  setConsent(signal: ConsentSignal, detail: string): void;
  /** Encrypts what is stored from now on. */
  encryptWith(cipher: RowCipher): void;
}
