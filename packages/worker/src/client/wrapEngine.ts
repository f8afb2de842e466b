import { AisleError } from '@aisle/core';
import { releaseProxy, transfer, wrap, type Endpoint } from 'comlink';
import type { EngineApi } from '../engineApi.js';
import type { EngineOptions } from '../protocol.js';
import { keepErrorCodes } from '../thrownErrors.js';

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

/** A Comlink proxy, by the names of what it stands for. */
interface Proxied {
  (...args: readonly unknown[]): Promise<never>;
  readonly [name: string]: Proxied;
  [releaseProxy](): void;
}

type Method = (...args: readonly unknown[]) => Promise<never>;

type WireReply = Omit<WireMessage, 'id'> & { readonly id: number };

const NO_MESSAGE_ID = 'The call has no message id. A script of the page has replaced methods of Array.';

/**
 * The page's end of the worker line: Comlink, with message ids of our own.
 *
 * - Comlink draws its ids from `Math.random`. A page may have replaced it by a constant, and replies of calls that run
 *   at the same time would be mixed up. Therefore every call has a Comlink wrapper to itself, which holds one pending
 *   reply, and the id on the line is a counter.
 * - Comlink registers each proxy with a FinalizationRegistry, whose callback for a collected one is a script that runs:
 *   Chromium (156) evicts a page in the back/forward cache for it (`JavaScriptExecution` in
 *   `Page.backForwardCacheNotUsed`; test/store/lifecycle.test.ts). Therefore the proxies of methods are used again and
 *   never dropped, and those on the way to them are released, which takes them off the registry.
 */
export function wrapEngine(worker: Worker): RemoteHost {
  keepErrorCodes();
  const pending = new Map<number, (reply: WireReply) => void>();
  let latestId = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<WireReply>) => {
    const settle = pending.get(data.id);
    pending.delete(data.id);
    settle?.(data);
  });

  /** A method by a wrapper of its own, for one call at a time. */
  const wrapMethod = (path: readonly string[]): Method => {
    let onMessage: (event: { readonly data: WireMessage }) => void;
    const endpoint: Endpoint = {
      addEventListener: (_type, listener) => {
        onMessage = listener as unknown as typeof onMessage;
      },
      removeEventListener: () => {},
      postMessage: (message: WireMessage, transferables?: Transferable[]) => {
        // The wrapper's own concern: the worker must stay.
        if (message.type === 'RELEASE') return;
        // Comlink makes it by methods of Array that a page may have replaced, and ignores replies without one.
        if (!message.id) throw new AisleError('internal', NO_MESSAGE_ID);
        const id = ++latestId;
        worker.postMessage({ ...message, id }, transferables ?? []);
        pending.set(id, (reply) => onMessage({ data: { ...reply, id: message.id } }));
      },
    };
    let proxy = wrap(endpoint) as unknown as Proxied;
    for (const name of path) {
      const outer = proxy;
      proxy = outer[name]!;
      outer[releaseProxy]();
    }
    return proxy;
  };

  /** By path, the methods that no call uses now. */
  const free = new Map<string, Method[]>();
  const call = async (args: readonly unknown[], ...path: string[]): Promise<never> => {
    const name = path.join();
    const unused = free.get(name) ?? [];
    free.set(name, unused);
    const method = unused.pop() ?? wrapMethod(path);
    try {
      return await method(...args);
    } finally {
      unused.push(method);
    }
  };
  return {
    start: (protocolVersion, options, notices) =>
      call([protocolVersion, options, transfer(notices, [notices])], 'start'),
    engine: new Proxy({} as RemoteEngine, {
      get: (_target, method: string) => (request: unknown) => call([request], 'engine', method),
    }),
  };
}
