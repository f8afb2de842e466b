import type { EventInput } from '@aisle/core';
import type { RowFormat } from '@aisle/store';
import type { ConsentSignal } from './consentInputs.js';
import type { Plugin } from './plugin.js';

/** Receives the calls of plugins. */
export interface PluginTargets {
  /** @param source the plugin's name */
  track(event: EventInput, source: string): Promise<unknown>;
  /** @param input the plugin's name */
  setSignal(input: string, signal: ConsentSignal, detail: string): Promise<void>;
  encryptWith(rows: RowFormat): void;
  /** A plugin failed, or its event or signal could not be handled. */
  onError(cause: unknown): void;
}

interface RunningPlugin {
  readonly replaces: Plugin['replaces'];
  readonly stop: () => void;
}

/** The plugins that run on this page. Errors of plugins do not leave this class. */
export class PluginRegistry {
  readonly #targets: PluginTargets;
  readonly #running = new Map<string, RunningPlugin>();

  constructor(targets: PluginTargets) {
    this.#targets = targets;
  }

  get names(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** Starts a plugin. Stops an earlier plugin of the same name first. @returns a function that stops the plugin */
  use(plugin: Plugin): () => void {
    const { onError, setSignal, encryptWith } = this.#targets;
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
      this.#running.delete(name);
      attempt(() => stopPlugin());
    };
    attempt(() => {
      name = String(plugin.name);
      const { replaces } = plugin;
      this.#running.get(name)?.stop();
      this.#running.set(name, { replaces, stop });
      stopPlugin = plugin.start({
        track: (event) => {
          if (!stopped) this.#track(event, name).catch(onError);
        },
        setConsent: (signal, detail) => {
          if (!stopped) setSignal(name, signal, detail).catch(onError);
        },
        encryptWith,
      });
    });
    return stop;
  }

  async #track(event: EventInput, source: string): Promise<void> {
    for (const { replaces } of this.#running.values()) if (replaces?.[source]?.includes(event.type)) return;
    await this.#targets.track(event, source);
  }

  stopAll(): void {
    for (const { stop } of [...this.#running.values()]) stop();
  }
}
