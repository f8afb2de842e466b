import { AisleError } from '@aisle/core';
import { transfer, wrap } from 'comlink';
import type { EngineApi, EngineHost } from '../engineApi.js';
import type { EngineOptions } from '../protocol.js';
import { rebuildErrors } from '../thrownErrors.js';

/** Comlink's typed proxy of the engine. Its methods reject with AisleErrors. */
export type RemoteEngine = EngineApi;

export interface RemoteHost {
  start(protocolVersion: number, options: EngineOptions, notices: MessagePort): Promise<void>;
  readonly engine: RemoteEngine;
}

/** Comlink's message for a call or a reply. */
interface WireMessage {
  readonly id: string;
  readonly type: string;
}

type WireReply = Omit<WireMessage, 'id'> & { readonly id: number };

const NO_MESSAGE_ID = 'A script of the page has replaced methods of Array that Aisle needs.';

/**
 * Calls the engine through Comlink with message ids from a counter.
 *
 * Comlink generates ids by `Math.random`. If a page has replaced it by a constant, replies of concurrent calls would be
 * mixed up. Therefore each call has a separate Comlink wrapper with one pending reply. This can go when Comlink uses
 * `crypto.randomUUID`: https://github.com/GoogleChromeLabs/comlink/pull/691.
 *
 * Comlink registers each wrapper with a FinalizationRegistry. Its callback is a script that runs. Chromium (156) evicts
 * a page from the back/forward cache for it: `JavaScriptExecution` in `Page.backForwardCacheNotUsed`, see
 * test/store/lifecycle.test.ts. The build removes the registry (rollup.config.ts).
 */
export function wrapEngine(worker: Worker): RemoteHost {
  rebuildErrors();
  const pending = new Map<number, (reply: WireReply) => void>();
  let latestId = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<WireReply>) => {
    const settle = pending.get(data.id);
    pending.delete(data.id);
    settle?.(data);
  });

  /** Creates a wrapper for one call. */
  const wrapOnce = () => {
    let onMessage: (event: { readonly data: WireMessage }) => void;
    return wrap<EngineHost>({
      addEventListener: (_type, listener) => {
        onMessage = listener as unknown as typeof onMessage;
      },
      removeEventListener: () => {},
      postMessage: (message: WireMessage, transferables?: Transferable[]) => {
        // Comlink releases the endpoint of a garbage-collected wrapper, but the worker must stay.
        if (message.type === 'RELEASE') return;
        // Comlink builds the id by methods of Array, which a page may have replaced, and ignores replies without an id.
        if (!message.id) throw new AisleError('internal', NO_MESSAGE_ID);
        const id = ++latestId;
        worker.postMessage({ ...message, id }, transferables ?? []);
        pending.set(id, (reply) => onMessage({ data: { ...reply, id: message.id } }));
      },
    });
  };

  const engine = new Proxy({} as RemoteEngine, {
    get: (_target, method) =>
      // Resolving a promise with the engine reads `then`.
      method === 'then' || typeof method === 'symbol'
        ? undefined
        : (request: never) => wrapOnce().engine[method as keyof RemoteEngine](request),
  });
  return {
    start: (protocolVersion, options, notices) =>
      wrapOnce().start(protocolVersion, options, transfer(notices, [notices])),
    engine,
  };
}
