import { AisleError } from '@aisle/core';
import { transfer, wrap } from 'comlink';
import type { EngineApi, EngineHost } from '../engineApi.js';
import type { EngineOptions } from '../protocol.js';
import { rebuildErrors } from '../thrownErrors.js';

/** Comlink's typed proxy of the engine: `(engine) => engine.rerank(request)`. Rejects with AisleErrors. */
export type RemoteEngine = EngineApi;

export interface RemoteHost {
  start(protocolVersion: number, options: EngineOptions, notices: MessagePort): Promise<void>;
  readonly engine: RemoteEngine;
}

/** What Comlink posts for a call, and what comes back. */
interface WireMessage {
  readonly id: string;
  readonly type: string;
}

type WireReply = Omit<WireMessage, 'id'> & { readonly id: number };

const NO_MESSAGE_ID = 'A script of the page has replaced methods of Array.';

/**
 * The page's end of the worker line: Comlink, with message ids of our own.
 *
 * Comlink draws its ids from `Math.random`. A page may have replaced it by a constant, and replies of calls that run at
 * the same time would be mixed up. Therefore every call has a Comlink wrapper to itself, which holds one pending reply,
 * and the id on the line is a counter.
 *
 * Comlink registers each wrapper with a FinalizationRegistry, whose callback for a collected one is a script that runs:
 * Chromium (156) evicts a page in the back/forward cache for it (`JavaScriptExecution` in
 * `Page.backForwardCacheNotUsed`; test/store/lifecycle.test.ts). The build leaves the registry out (rollup.config.ts).
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

  /** A wrapper for one call. */
  const wrapOnce = () => {
    let onMessage: (event: { readonly data: WireMessage }) => void;
    return wrap<EngineHost>({
      addEventListener: (_type, listener) => {
        onMessage = listener as unknown as typeof onMessage;
      },
      removeEventListener: () => {},
      postMessage: (message: WireMessage, transferables?: Transferable[]) => {
        // Comlink releases the endpoint of a wrapper that was collected as garbage; the worker must stay.
        if (message.type === 'RELEASE') return;
        // Comlink makes it by methods of Array that a page may have replaced, and ignores replies without one.
        if (!message.id) throw new AisleError('internal', NO_MESSAGE_ID);
        const id = ++latestId;
        worker.postMessage({ ...message, id }, transferables ?? []);
        pending.set(id, (reply) => onMessage({ data: { ...reply, id: message.id } }));
      },
    });
  };

  const engine = new Proxy({} as RemoteEngine, {
    get: (_target, method) =>
      // A promise that is resolved with the engine asks whether it is one itself.
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
