/** A browser with a new profile. */
export interface BrowserSession {
  /** Opens a tab and loads `url`. */
  openTab(url: string): Promise<BrowserTab>;
  /** Ends the browser and deletes what it stored. */
  quit(): Promise<void>;
}

export interface BrowserTab {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Goes one step back in the tab's history and waits until that page is shown. */
  back(): Promise<void>;
  close(): Promise<void>;
  /** A click that the browser treats as the user's. */
  click(selector: string): Promise<void>;
  /** Waits until the tab shows `url`, which may still be loading. */
  waitForUrl(url: string): Promise<void>;
  /**
   * Calls `run` in the page with `arg` and resolves with its result. Both are sent as JSON. `run` is sent as text, so it
   * cannot use variables of its surroundings. Rejects with the page's error as text.
   */
  evaluate<Arg, Result>(run: (arg: Arg) => Result, arg?: Arg): Promise<Awaited<Result>>;
  /** Waits until `holds` is true in the page. Rejects if the tab leaves the page first. */
  waitForFunction<Arg>(holds: (arg: Arg) => unknown, arg?: Arg): Promise<void>;
}

/** A page that does not answer within this time fails with the browser's own error. */
export const PAGE_LIMIT_MS = 45_000;
export const POLL_MS = 50;

/** Evaluates `source` in the page, which is a function from text to a promise of text, and calls it with `arg`. */
export type CallInPage = (source: string, arg: string) => Promise<string>;

/** The methods of a tab that call functions in the page. */
export function pageFunctions(callInPage: CallInPage): Pick<BrowserTab, 'evaluate' | 'waitForFunction'> {
  const call = async (run: string, arg: unknown): Promise<unknown> => {
    const source = `(async (arg) => {
      try { return JSON.stringify({ value: await (${run})(JSON.parse(arg)) }); }
      catch (error) { return JSON.stringify({ error: String(error) }); }
    })`;
    const json = await callInPage(source, JSON.stringify(arg ?? null));
    const answer = JSON.parse(json) as { value: unknown; error?: string };
    if (answer.error !== undefined) throw new Error(`In the page: ${answer.error}`);
    return answer.value;
  };
  return {
    evaluate: <Arg, Result>(run: (arg: Arg) => Result, arg?: Arg) => call(String(run), arg) as Promise<Awaited<Result>>,
    waitForFunction: async (holds, arg) => {
      const wait = `new Promise((resolve) => setTimeout(resolve, ${POLL_MS}))`;
      await call(`async (arg) => { while (!(await (${String(holds)})(arg))) await ${wait}; }`, arg);
    },
  };
}
