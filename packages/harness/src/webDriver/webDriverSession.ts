import { setTimeout as sleep } from 'node:timers/promises';

/** Commands of W3C WebDriver (https://www.w3.org/TR/webdriver2/), by the names that both transports share. */
export type WebDriverCommand =
  | 'NewSession'
  | 'SetTimeouts'
  | 'GetWindowHandle'
  | 'NewWindow'
  | 'SwitchToWindow'
  | 'CloseWindow'
  | 'Navigate'
  | 'GetCurrentURL'
  | 'Refresh'
  | 'Back'
  | 'FindElement'
  | 'ElementClick'
  | 'ExecuteAsyncScript';

/** `send` resolves with the command's `value` and rejects with the browser's error and message. */
export interface WebDriverTransport {
  send(command: WebDriverCommand, parameters: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** A page that never answers ends here, with the browser's own error. */
const PAGE_LIMIT_MS = 45_000;
const POLL_MS = 50;

/** Runs in the driver's own scope of the page and goes from there into the page's, where what `source` defines stays. */
const INTO_PAGE = 'const [source, arg, done] = arguments; window.eval(source)(arg).then(done);';

/** A browser that is driven over WebDriver. One command at a time: a script that waits in one tab keeps the other tabs' commands waiting. */
export class WebDriverSession {
  #queue: Promise<unknown> = Promise.resolve();
  #current: string | undefined;
  readonly #transport: WebDriverTransport;
  readonly #end: () => Promise<void>;
  readonly #firstHandle: string;

  private constructor(
    transport: WebDriverTransport,
    end: () => Promise<void>,
    /** The empty window that the browser begins with: from it tabs are opened, since a closed one takes no commands. */
    firstHandle: string,
  ) {
    this.#transport = transport;
    this.#end = end;
    this.#firstHandle = firstHandle;
  }

  /**
   * @param capabilities as the transport takes them
   * @param end stops the browser and deletes its profile
   */
  static async start(
    transport: WebDriverTransport,
    capabilities: Readonly<Record<string, unknown>>,
    end: () => Promise<void>,
  ): Promise<WebDriverSession> {
    await transport.send('NewSession', capabilities);
    await transport.send('SetTimeouts', { script: PAGE_LIMIT_MS, pageLoad: PAGE_LIMIT_MS });
    return new WebDriverSession(transport, end, (await transport.send('GetWindowHandle', {})) as string);
  }

  /** A tab with `url`, loaded. */
  async openTab(url: string): Promise<WebDriverTab> {
    const { handle } = (await this.#sendTo(this.#firstHandle, 'NewWindow', { type: 'tab' })) as { handle: string };
    const tab = new WebDriverTab((command, parameters = {}) => this.#sendTo(handle, command, parameters));
    await tab.goto(url);
    return tab;
  }

  /** Ends the browser and forgets what it stored. */
  quit(): Promise<void> {
    return this.#end();
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  #sendTo(handle: string, command: WebDriverCommand, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.#inOrder(async () => {
      if (this.#current !== handle) await this.#transport.send('SwitchToWindow', { handle });
      this.#current = command === 'CloseWindow' ? undefined : handle;
      return this.#transport.send(command, parameters);
    });
  }
}

export class WebDriverTab {
  readonly #send: (command: WebDriverCommand, parameters?: Readonly<Record<string, unknown>>) => Promise<unknown>;

  constructor(send: (command: WebDriverCommand, parameters?: Readonly<Record<string, unknown>>) => Promise<unknown>) {
    this.#send = send;
  }

  async goto(url: string): Promise<void> {
    await this.#send('Navigate', { url });
  }

  async reload(): Promise<void> {
    await this.#send('Refresh');
  }

  /** One step back in the tab's history, when that page is shown. */
  async back(): Promise<void> {
    await this.#send('Back');
  }

  async close(): Promise<void> {
    await this.#send('CloseWindow');
  }

  /** A real click, which counts as the user's. */
  async click(selector: string): Promise<void> {
    const element = (await this.#send('FindElement', { using: 'css selector', value: selector })) as Record<
      string,
      string
    >;
    const [reference] = Object.values(element);
    await this.#send('ElementClick', { id: reference });
  }

  /** Waits until the tab has left for `url`, which need not have loaded. */
  async waitForUrl(url: string): Promise<void> {
    const startMs = performance.now();
    for (let found = ''; found !== url; found = (await this.#send('GetCurrentURL')) as string) {
      if (performance.now() - startMs > PAGE_LIMIT_MS)
        throw new Error(`Waited for ${url} for ${PAGE_LIMIT_MS} ms, found ${found}.`);
      await sleep(POLL_MS);
    }
  }

  /**
   * Calls `run` in the page with `arg` and resolves with what it resolves with. Both cross as JSON, and `run` sees nothing of
   * what surrounds it here. Rejects with the page's error as text.
   */
  async evaluate<Arg, Result>(run: (arg: Arg) => Result, arg?: Arg): Promise<Awaited<Result>> {
    const source = `(async (arg) => {
      try { return JSON.stringify({ value: await (${String(run)})(JSON.parse(arg)) }); }
      catch (error) { return JSON.stringify({ error: String(error) }); }
    })`;
    const answer = JSON.parse(
      (await this.#send('ExecuteAsyncScript', {
        script: INTO_PAGE,
        args: [source, JSON.stringify(arg ?? null)],
      })) as string,
    ) as { value: Awaited<Result>; error?: string };
    if (answer.error !== undefined) throw new Error(`In the page: ${answer.error}`);
    return answer.value;
  }

  /** Waits until `holds` is true in the page, as it is now: a page that is left meanwhile rejects. */
  async waitForFunction<Arg>(holds: (arg: Arg) => unknown, arg?: Arg): Promise<void> {
    await this.evaluate(
      async ({ source, arg, pollMs }) => {
        const holds = (0, eval)(source) as (arg: unknown) => unknown;
        while (!(await holds(arg))) await new Promise((resolve) => setTimeout(resolve, pollMs));
      },
      { source: `(${String(holds)})`, arg: arg as unknown, pollMs: POLL_MS },
    );
  }
}
