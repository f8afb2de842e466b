import type { AutomationNavigator } from '../automationDetector.js';
import type { BroadcastPort, PageEnvironment } from '../pageEnvironment.js';

/** Local storage that a test can read and block. */
class FakeStorage {
  texts = new Map<string, string>();
  /** The accesses, oldest first. */
  readonly calls: ('read' | 'write' | 'remove')[] = [];
  /** The storage as a page has it: its texts are properties. */
  readonly inPage = new Proxy({} as PageEnvironment['localStorage'], {
    get: (_target, key: string) => {
      if (key === 'setItem') return (name: string, text: string) => this.#write(name, text);
      this.calls.push('read');
      return this.texts.get(key);
    },
    deleteProperty: (_target, key: string) => {
      this.calls.push('remove');
      return this.texts.delete(key) || true;
    },
  });

  #write(key: string, text: string): void {
    this.calls.push('write');
    this.texts.set(key, text);
  }
}

/**
 * The globals of a page, for tests. Pages with the same `ports` are tabs of one browser: messages arrive
 * synchronously.
 */
export class FakePage extends EventTarget implements PageEnvironment {
  readonly document: EventTarget & { prerendering?: boolean } = new EventTarget();
  /** For the test. The page reads `localStorage`. */
  readonly storage = new FakeStorage();
  readonly localStorage = this.storage.inPage;
  readonly navigator: AutomationNavigator;
  #onPointerDown: (event: Event) => void = () => {};
  /** Pending timers, with their remaining milliseconds. */
  readonly #timers = new Map<() => void, number>();
  readonly BroadcastChannel: new (
    name: string,
  ) => BroadcastPort;

  constructor({
    navigator = {},
    ports = new Set(),
    texts,
  }: {
    navigator?: AutomationNavigator;
    ports?: Set<BroadcastPort & { readonly name: string }>;
    /** The local storage of an earlier page, or of another tab. */
    texts?: Map<string, string> | undefined;
  } = {}) {
    super();
    this.navigator = navigator;
    if (texts) this.storage.texts = texts;
    this.BroadcastChannel = class implements BroadcastPort {
      onmessage: BroadcastPort['onmessage'] = null;
      readonly name: string;

      constructor(name: string) {
        this.name = name;
        ports.add(this);
      }

      postMessage(message: unknown): void {
        for (const port of ports)
          if (port !== this && port.name === this.name)
            port.onmessage?.({ data: structuredClone(message) } as MessageEvent);
      }

      close(): void {
        ports.delete(this);
      }
    };
  }

  override addEventListener(...[type, listener, options]: Parameters<EventTarget['addEventListener']>): void {
    if (type === 'pointerdown') this.#onPointerDown = listener as (event: Event) => void;
    super.addEventListener(type, listener, options);
  }

  /** A person presses a pointer. Scripts cannot send trusted events. */
  press(): void {
    this.#onPointerDown({ type: 'pointerdown', isTrusted: true } as Event);
  }

  setTimeout(work: () => void, delayMs: number): unknown {
    this.#timers.set(work, delayMs);
    return work;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as () => void);
  }

  /** Lets the time pass that the page's timers wait for. */
  elapse(ms: number): void {
    for (const [work, remainingMs] of [...this.#timers]) {
      this.#timers.set(work, remainingMs - ms);
      if (remainingMs <= ms && this.#timers.delete(work)) work();
    }
  }
}

/** The event of a page that is hidden, or that returns from the back/forward cache. */
export const pageTransition = (type: 'pagehide' | 'pageshow', persisted: boolean): Event =>
  Object.assign(new Event(type), { persisted });
