import { AisleError, type EventInput } from '@aisle/core';
import type { RowFormat } from '@aisle/store';
import { isReservedInput } from './consentController.js';
import type { ConsentSignal } from './consentInputs.js';
import type { Plugin, SourceEvent } from './plugin.js';
import { readPrices } from './readPrices.js';

/** Receives the calls of plugins. */
export interface PluginTargets {
  /** @param source the plugin's name */
  track(event: EventInput, source: string): Promise<unknown>;
  /** @param input the plugin's name */
  setSignal(input: string, signal: ConsentSignal, detail: string): Promise<void>;
  /** @returns false if it is too late to encrypt */
  encryptWith(rows: RowFormat): boolean;
  /** A plugin failed, its event or signal could not be handled, or it reports an error. */
  onError(cause: unknown): void;
  onNotesChange(): void;
}

interface RunningPlugin {
  readonly replaces: Plugin['replaces'];
  readonly stop: () => void;
  /** Whether it has reported consent or encrypts. Then another plugin cannot take its name. */
  isFixed: boolean;
}

/** The plugins that run on this page. Errors of plugins do not leave this class. */
export class PluginRegistry {
  readonly #targets: PluginTargets;
  readonly #running = new Map<string, RunningPlugin>();
  /** The plugin that encrypts. A second one would receive events in plain text. */
  #encrypting: RunningPlugin | undefined;
  /** By plugin name. */
  readonly #notes = new Map<string, string>();

  constructor(targets: PluginTargets) {
    this.#targets = targets;
  }

  get names(): readonly string[] {
    return [...this.#running.keys()];
  }

  get notes(): readonly string[] {
    return [...this.#notes].map(([name, text]) => `${name}: ${text}`);
  }

  /**
   * Starts a plugin. Stops an earlier plugin of the same name first. But any script of the page can call this, so a
   * consent input that has reported and the encryption can only be replaced after the function that stops them was
   * called.
   *
   * @returns a function that stops the plugin
   */
  use(plugin: Plugin): () => void {
    const { onError, setSignal, encryptWith, onNotesChange } = this.#targets;
    let stopped = false;
    let stopPlugin = () => {};
    const attempt = (act: () => void) => {
      try {
        act();
      } catch (cause) {
        onError(cause);
      }
    };
    let name = '';
    const stop = () => {
      if (stopped) return;
      stopped = true;
      if (this.#running.get(name)?.stop === stop) this.#running.delete(name);
      if (this.#encrypting?.stop === stop) this.#encrypting = undefined;
      this.#notes.delete(name);
      attempt(() => stopPlugin());
    };
    attempt(() => {
      name = String(plugin.name);
      const refuseIf = (isFixed: boolean | undefined) => {
        if (!isFixed) return;
        throw new AisleError('invalid-argument', `use: ${name} is too late, or its name is taken.`);
      };
      refuseIf(isReservedInput(name) || this.#running.get(name)?.isFixed);
      const { replaces } = plugin;
      const running: RunningPlugin = { replaces, stop, isFixed: false };
      this.#running.get(name)?.stop();
      this.#running.set(name, running);
      stopPlugin = plugin.start({
        track: (event) => {
          if (!stopped) this.#track(event, name).catch(onError);
        },
        setConsent: (signal, detail) => {
          if (stopped) return;
          running.isFixed = true;
          setSignal(name, signal, detail).catch(onError);
        },
        encryptWith: (rows) => {
          if (stopped) return;
          attempt(() => {
            refuseIf(this.#encrypting !== undefined || !encryptWith(rows));
            this.#encrypting = running;
            running.isFixed = true;
          });
        },
        note: (text) => {
          if (stopped || this.#notes.get(name) === text) return;
          if (text === undefined) this.#notes.delete(name);
          else this.#notes.set(name, text);
          onNotesChange();
        },
        report: onError,
      });
    });
    return stop;
  }

  async #track(event: SourceEvent, source: string): Promise<void> {
    for (const { replaces } of this.#running.values()) if (replaces?.[source]?.includes(event.type)) return;
    await this.#targets.track(readPrices(event), source);
  }

  stopAll(): void {
    for (const { stop } of [...this.#running.values()]) stop();
  }
}
