import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Random, seededRandom } from '@aisle/core';
import type { ServerFault } from '@aisle/harness';
import { filesToFetch, parseManifest } from '@aisle/weights';
import type { BrowserContext, Page } from 'playwright';
import { expect } from 'vitest';
import { publish } from '../../packages/cli/src/publishing/publish.js';
import { HISTORY_FILE } from '../../packages/cli/src/publishing/publishingHistory.js';
import { type AisleSite, type PlainStatus, predict, readyStatus, rerank, track, viewOf } from '../kit/aislePage.js';
import { type SmallReleaseOptions, writeSmallRelease } from '../kit/smallRelease.js';
import type { useWeightsCdn } from '../kit/weightsCdn.js';

/** Concurrent updates, each with a separate profile and folder. An update mostly waits for an idle engine. */
const PARALLEL_TRIALS = 4;
/** Fixed times, because the model reads the time between two events. */
const HISTORY = [3, 4].map((number, i) => ({ ...viewOf(number), timestampMs: Date.now() - 60_000 + i * 10_000 }));
const DAY_MS = 86_400_000;
/** Longer than any step takes on a busy machine. */
const DEADLINE_MS = 60_000;
/** All connections of a download together deliver less than any file. */
const EARLY_CUT_BYTES = 16;
/** Applies to no single file, so every run includes it. */
const OLDER_POINTER = 'older pointer';
const PORTAL = '<!doctype html><title>Free Wi-Fi</title><p>Please sign in.</p>';

type Part = 'pointer' | 'manifest' | 'delta' | 'items' | 'encoder' | 'itemIds' | 'memory';
type Letter = 'A' | 'B';
type Pair = 'whole' | 'delta';

/** A published pair of releases in the folder of a parallel trial. */
interface Published {
  readonly releaseIds: Readonly<Record<Letter, string>>;
  readonly pointers: Readonly<Record<Letter, Buffer>>;
  /** Names of B's files, relative to the folder. */
  readonly names: Readonly<Partial<Record<Part, string>>>;
  readonly sizes: Readonly<Partial<Record<Part, number>>>;
  /** Bytes that a host could serve under the name of B's file. */
  readonly others: Readonly<Partial<Record<Part, Buffer>>>;
  /** The ranking of a new profile on each release. */
  readonly rankings: Record<Letter, string>;
}

/** The permitted results under a fault: release and problem codes. `waiting` means that A stays while no data arrives. */
interface Expected {
  readonly ends: 'A' | 'B' | 'either' | 'waiting';
  /** Codes with B: of a delta that whole files replaced. */
  readonly codesOfB?: readonly (string | undefined)[];
  readonly codesOfA?: readonly string[];
}

interface Fault {
  readonly name: string;
  /** With two faults, the second replaces the first after the file's first request. */
  readonly make: (
    file: { readonly bytes: number; readonly spare: string; readonly other?: Buffer },
    random: Random,
  ) => readonly [ServerFault, ServerFault?];
  readonly expect: (part: Part) => Expected;
  /** Default: all. */
  readonly parts?: readonly Part[];
}

const unreachable = (part: Part): Expected =>
  part === 'delta'
    ? { ends: 'B', codesOfB: ['shard-unreachable'] }
    : { ends: 'A', codesOfA: [part === 'pointer' ? 'manifest-unreachable' : 'shard-unreachable'] };
/** A wrong file arrived, complete as far as the network can tell. */
const wrongFile = (part: Part, ofPointer: readonly string[] = ['manifest-invalid']): Expected =>
  part === 'delta'
    ? { ends: 'B', codesOfB: ['delta-invalid'] }
    : { ends: 'A', codesOfA: part === 'pointer' ? ofPointer : ['shard-corrupt'] };
const noProblem = (): Expected => ({ ends: 'B', codesOfB: [undefined] });
/** How many bytes of a broken connection arrive depends on the browser. So the rest may or may not be fetched. */
const undetermined = (part: Part): Expected =>
  part === 'delta'
    ? { ends: 'B', codesOfB: [undefined, 'shard-unreachable'] }
    : { ends: 'either', codesOfB: [undefined], codesOfA: unreachable(part).codesOfA! };

const randomIndex = (random: Random, count: number) => Math.floor(random() * count);
const body = (bytes: string | Uint8Array, contentType = 'application/octet-stream'): ServerFault => ({
  kind: 'body',
  body: bytes,
  contentType,
});
const status = (code: number): Fault => ({
  name: `status ${code}`,
  make: () => [{ kind: 'status', status: code }],
  expect: unreachable,
});

const FAULTS: readonly Fault[] = [
  ...[304, 404, 429, 500].map(status),
  // The same bytes at another URL.
  { name: 'redirect', make: ({ spare }) => [{ kind: 'redirect', to: spare }], expect: unreachable },
  { name: 'captive portal', make: () => [body(PORTAL, 'text/html')], expect: (part) => wrongFile(part) },
  {
    name: 'bit flipped',
    make: ({ bytes }, random) => [{ kind: 'alter', offset: randomIndex(random, bytes) }],
    expect: (part) => wrongFile(part, ['manifest-invalid', 'pointer-refused']),
  },
  {
    name: 'disconnected at once',
    make: (_, random) => [{ kind: 'truncate', bytes: randomIndex(random, EARLY_CUT_BYTES + 1) }],
    expect: unreachable,
  },
  {
    name: 'disconnected',
    make: ({ bytes }, random) => [{ kind: 'truncate', bytes: randomIndex(random, bytes), lingerMs: 40 }],
    expect: undetermined,
  },
  {
    name: 'disconnected once',
    make: ({ bytes }, random) => [
      { kind: 'truncate', bytes: randomIndex(random, bytes), lingerMs: 150 },
      { kind: 'delay', ms: 0 },
    ],
    expect: undetermined,
  },
  {
    name: 'disconnected once, no range',
    make: ({ bytes }, random) => [
      { kind: 'truncate', bytes: randomIndex(random, bytes), lingerMs: 150 },
      { kind: 'no-range' },
    ],
    expect: undetermined,
  },
  { name: 'no range', make: () => [{ kind: 'no-range' }], expect: noProblem },
  { name: 'delayed', make: (_, random) => [{ kind: 'delay', ms: 50 + randomIndex(random, 150) }], expect: noProblem },
  { name: 'silent', make: () => [{ kind: 'hang' }], expect: () => ({ ends: 'waiting' }) },
  // A shorter file with the right Content-Length. A pointer ends with a brace and a line break.
  {
    name: 'truncated',
    make: ({ other, bytes }, random) => [body(other!.subarray(0, randomIndex(random, bytes - 3)))],
    expect: (part) => wrongFile(part),
  },
  {
    name: "another release's",
    make: ({ other }) => [body(other!)],
    expect: (part) => wrongFile(part),
    parts: ['manifest', 'delta', 'items', 'encoder', 'itemIds', 'memory'],
  },
];

export interface FaultFigures {
  readonly tried: number;
  /** Answers of a mixed or wrong release, or under the name of the other release. */
  readonly wrongWeightsUsed: number;
  /** Wrong answers, statuses and codes, each as `trial: what was found`. */
  readonly problems: readonly string[];
  /** The number of trials by the fault's name. */
  readonly triedByFault: Readonly<Record<string, number>>;
}

type Cdn = ReturnType<typeof useWeightsCdn>;

/**
 * Updates devices from release A to B while one file has a fault. Tries all faults on all files, first visits. Pages
 * and workers also end during updates.
 *
 * @param seeds One run of all trials for each seed. Offsets and times differ.
 * @param every Runs only every n-th trial. A fault then meets one or two files. Default 1.
 */
export async function tryFaults(
  site: AisleSite,
  cdn: Cdn,
  { seeds, every = 1 }: { readonly seeds: readonly number[]; readonly every?: number },
): Promise<FaultFigures> {
  const published = { whole: await publishPair(site, cdn, 'whole'), delta: await publishPair(site, cdn, 'delta') };
  const figures = {
    tried: 0,
    wrongWeightsUsed: 0,
    problems: [] as string[],
    triedByFault: {} as Record<string, number>,
  };
  const trials = seeds
    .flatMap((seed) => trialsOf(published, seed))
    .filter(({ fault }, i) => i % every === 0 || fault === OLDER_POINTER);
  const queue = trials.values();
  const work = async (lane: number) => {
    for (const { name, fault, pair, run } of queue) {
      const trial = new Trial(site, cdn, `${pair}-${lane}`, published[pair]);
      try {
        await run(trial);
      } catch (error) {
        trial.problems.push(String(error).split('\n')[0]!);
      } finally {
        await trial.end();
      }
      figures.tried += 1;
      figures.triedByFault[fault] = (figures.triedByFault[fault] ?? 0) + 1;
      figures.wrongWeightsUsed += trial.wrongAnswers;
      figures.problems.push(...trial.problems.map((problem) => `${name}: ${problem}`));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_TRIALS }, (_, lane) => work(lane)));
  return figures;
}

interface PlannedTrial {
  readonly name: string;
  readonly fault: string;
  readonly pair: Pair;
  readonly run: (trial: Trial) => Promise<void>;
}

function trialsOf(published: Readonly<Record<Pair, Published>>, seed: number): PlannedTrial[] {
  const random = seededRandom(seed);
  const plans: PlannedTrial[] = [];
  const plan = (fault: string, pair: Pair, what: string, run: (trial: Trial, random: Random) => Promise<void>) => {
    // A separate seed for each trial, so that results do not depend on the order of parallel trials.
    const trialSeed = randomIndex(random, 2 ** 31);
    plans.push({
      name: `seed ${seed}, ${fault}, ${what}`,
      fault,
      pair,
      run: (trial) => run(trial, seededRandom(trialSeed)),
    });
  };
  for (const fault of FAULTS) {
    for (const part of Object.keys(published.whole.names) as Part[]) {
      if (fault.parts && !fault.parts.includes(part)) continue;
      plan(fault.name, 'whole', part, (trial, random) => trial.runUpdate(fault, part, random));
      plan(fault.name, 'whole', `${part}, first visit`, (trial, random) => trial.runFirstVisit(fault, part, random));
    }
    plan(fault.name, 'delta', 'delta', (trial, random) => trial.runUpdate(fault, 'delta', random));
    plan(fault.name, 'delta', 'items after an invalid delta', async (trial, random) => {
      trial.set('delta', body(PORTAL, 'text/html'));
      await trial.runUpdate(fault, 'items', random, ['delta-invalid']);
    });
  }
  plan(OLDER_POINTER, 'whole', 'after the update', (trial) => trial.runOlderPointer());
  plan(OLDER_POINTER, 'whole', 'after a failed update', (trial) => trial.runOlderPointerAfterFailure());
  for (const part of Object.keys(published.whole.names) as Part[]) {
    for (const end of ['page closed', 'worker ended'] as const) {
      plan(end, 'whole', `${part} outstanding`, (trial, random) =>
        trial.runInterruption(end, part, randomIndex(random, 40)),
      );
    }
  }
  for (const end of ['page closed', 'worker ended'] as const) {
    // The transitions are requested last. Verification, check and writing of the state follow.
    plan(end, 'whole', 'after the last request', (trial, random) =>
      trial.runInterruption(end, 'memory', 40 + randomIndex(random, 400), true),
    );
    plan(end, 'delta', 'delta outstanding', (trial, random) =>
      trial.runInterruption(end, 'delta', randomIndex(random, 40)),
    );
    plan(end, 'delta', 'after the delta', (trial, random) =>
      trial.runInterruption(end, 'delta', 40 + randomIndex(random, 400), true),
    );
  }
  return plans;
}

/** One device with a separate profile and folder. */
class Trial {
  readonly problems: string[] = [];
  wrongAnswers = 0;
  readonly #folder: string;
  readonly #faulty = new Set<string>();
  #context: BrowserContext | undefined;
  readonly #site: AisleSite;
  readonly #cdn: Cdn;
  readonly #lane: string;
  readonly #published: Published;

  constructor(site: AisleSite, cdn: Cdn, lane: string, published: Published) {
    this.#site = site;
    this.#cdn = cdn;
    this.#lane = lane;
    this.#published = published;
    this.#folder = join(site.weightsDirectory, lane);
  }

  async end(): Promise<void> {
    this.#clear();
    await this.#context?.close();
  }

  #path(part: Part): string {
    return `/weights/${this.#lane}/${this.#published.names[part]!}`;
  }

  set(part: Part, fault: ServerFault): void {
    const path = this.#path(part);
    this.#site.faults.set(path, fault);
    this.#faulty.add(path);
  }

  #clear(): void {
    for (const path of this.#faulty) this.#site.faults.delete(path);
    this.#faulty.clear();
  }

  #point(letter: Letter): Promise<void> {
    return writeFile(join(this.#folder, 'stable.json'), this.#published.pointers[letter]);
  }

  async #whenRequested(part: Part, seen: number): Promise<void> {
    const url = this.#site.server.origin + this.#path(part);
    for (let waits = 0; !this.#site.server.requests.slice(seen).some((request) => request.url === url); waits++) {
      if (waits === 4000) throw new Error(`expected a request for ${part}, found none within 20 s`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async #open(): Promise<Page> {
    this.#context ??= await this.#site.newContext();
    return this.#site.openPage(this.#context);
  }

  #start(page: Page): Promise<PlainStatus> {
    return this.#cdn.start(page, { manifestUrl: `/weights/${this.#lane}/stable.json` });
  }

  async #restart(page: Page): Promise<void> {
    await page.reload();
    await this.#start(page);
  }

  async #openOnA(): Promise<Page> {
    await this.#point('A');
    const page = await this.#open();
    await this.#start(page);
    await viewHistory(page);
    await this.#check(page, 'A', 'before the fault');
    await this.#point('B');
    return page;
  }

  /** Sets the fault and runs `go`. Sets the second fault, if any, after the file's first request. */
  async #loadUnderFault(fault: Fault, part: Part, random: Random, go: () => Promise<unknown>): Promise<Expected> {
    const { sizes, names, others } = this.#published;
    const other = others[part];
    const [first, then] = fault.make(
      { bytes: sizes[part]!, spare: `/weights/spare/${names[part]!}`, ...(other && { other }) },
      random,
    );
    this.set(part, first);
    const seen = this.#site.server.requests.length;
    await Promise.all([go(), then && this.#whenRequested(part, seen).then(() => this.set(part, then))]);
    const expected = fault.expect(part);
    if (expected.ends === 'waiting') await this.#whenRequested(part, seen);
    return expected;
  }

  /** @param codesOfB expected codes with B if a delta cannot be used either */
  async runUpdate(fault: Fault, part: Part, random: Random, codesOfB?: readonly string[]): Promise<void> {
    const page = await this.#openOnA();
    const found = await this.#loadUnderFault(fault, part, random, () => this.#restart(page));
    const expected = codesOfB ? { ...found, codesOfB } : found;
    if (expected.ends === 'waiting') await this.#check(page, 'A', 'while no data arrives');
    else await this.#settle(page, expected);
    await this.#recover(page);
  }

  async runFirstVisit(fault: Fault, part: Part, random: Random): Promise<void> {
    await this.#point('B');
    const page = await this.#open();
    let status: PlainStatus | undefined;
    const waits = fault.expect(part).ends === 'waiting';
    const { ends, codesOfA, codesOfB } = await this.#loadUnderFault(fault, part, random, async () => {
      const starting = this.#start(page).then((found) => (status = found));
      // Without a release and without data, it never settles.
      if (waits) starting.catch(() => undefined);
      else await starting;
    });
    await viewHistory(page);
    const { release, problemCode, problemMessage } = status ?? {};
    const letter = release === this.#published.releaseIds.B ? 'B' : 'none';
    if (!waits) {
      if (ends !== 'either' && letter !== (ends === 'B' ? 'B' : 'none'))
        this.problems.push(`expected ${ends === 'B' ? 'B' : 'no release'}, found ${letter}`);
      const codes = letter === 'B' ? codesOfB : codesOfA;
      if (!codes?.includes(problemCode!))
        this.problems.push(`expected one of ${codes}, found ${problemCode}: ${problemMessage}`);
    }
    if (letter === 'B') await this.#check(page, 'B', 'under the fault');
    else await this.#checkUnranked(page, waits ? 'timeout' : 'no-model');
    await this.#recover(page);
  }

  async runOlderPointer(): Promise<void> {
    const page = await this.#openOnA();
    await this.#restart(page);
    await this.#settle(page, { ends: 'B', codesOfB: [undefined] });
    await this.#point('A');
    await this.#restart(page);
    await this.#expectProblem(page, 'pointer-refused');
    await this.#check(page, 'B', 'under the older pointer');
    await this.#point('B');
    await this.#recover(page);
  }

  /** The device knows the sequence number of B's pointer, but has no file of B. */
  async runOlderPointerAfterFailure(): Promise<void> {
    const page = await this.#openOnA();
    this.set('manifest', { kind: 'status', status: 404 });
    await this.#restart(page);
    await this.#settle(page, { ends: 'A', codesOfA: ['shard-unreachable'] });
    await this.#point('A');
    await this.#restart(page);
    await this.#expectProblem(page, 'pointer-refused');
    await this.#check(page, 'A', 'under the older pointer');
    await this.#point('B');
    await this.#recover(page);
  }

  /** @param fileArrives whether the file arrives before the end */
  async runInterruption(
    end: 'page closed' | 'worker ended',
    part: Part,
    afterMs: number,
    fileArrives = false,
  ): Promise<void> {
    const page = await this.#openOnA();
    if (!fileArrives) this.set(part, { kind: 'hang' });
    const seen = this.#site.server.requests.length;
    await this.#restart(page);
    await this.#whenRequested(part, seen);
    await page.waitForTimeout(afterMs);
    if (end === 'worker ended') await page.workers()[0]!.evaluate(() => self.close());
    await page.close();
    // The channel fails, so the device uses its cached release.
    this.#clear();
    this.set('pointer', { kind: 'status', status: 503 });
    const again = await this.#open();
    await this.#start(again);
    await this.#expectProblem(again, 'manifest-unreachable');
    const { release } = await readyStatus(again);
    await this.#check(again, fileArrives && release === this.#published.releaseIds.B ? 'B' : 'A', 'reopened');
    await this.#recover(again);
  }

  async #until(page: Page, settled: (status: PlainStatus) => boolean): Promise<PlainStatus> {
    for (const endMs = Date.now() + DEADLINE_MS; ; await page.waitForTimeout(20)) {
      const status = await readyStatus(page);
      if (settled(status)) return status;
      if (Date.now() > endMs) throw new Error(`expected another status than ${JSON.stringify(status)}`);
    }
  }

  async #expectProblem(page: Page, code: string): Promise<void> {
    const { problemCode } = await this.#until(page, ({ problemCode }) => problemCode !== undefined);
    if (problemCode !== code) this.problems.push(`expected ${code}, found ${problemCode}`);
  }

  /** Waits for the end of the update and checks its result. */
  async #settle(page: Page, { ends, codesOfA, codesOfB }: Expected): Promise<void> {
    const { releaseIds } = this.#published;
    // An unusable delta is reported before the release is complete.
    const status = await this.#until(
      page,
      ({ release, problemCode }) =>
        release === releaseIds.B || (problemCode !== undefined && !codesOfB?.includes(problemCode)),
    );
    const letter = status.release === releaseIds.B ? 'B' : 'A';
    if (ends !== 'either' && letter !== ends)
      this.problems.push(`expected ${ends}, found ${letter} (${status.problemCode}: ${status.problemMessage})`);
    const codes = letter === 'B' ? codesOfB : codesOfA;
    if (!codes?.includes(status.problemCode!))
      this.problems.push(`expected one of ${codes}, found ${status.problemCode}: ${status.problemMessage}`);
    await this.#check(page, ends === 'either' ? letter : (ends as Letter), 'under the fault');
  }

  /** Checks that device and status report the release, and that it ranks like a new device on it. */
  async #check(page: Page, letter: Letter, when: string): Promise<void> {
    const { releaseIds, rankings } = this.#published;
    const { release, items } = await answerOf(page);
    const status = await readyStatus(page);
    if (release === releaseIds[letter] && status.release === release && items === rankings[letter]) return;
    this.wrongAnswers += 1;
    const whose = items === rankings.A ? "A's" : items === rankings.B ? "B's" : "neither's";
    this.problems.push(
      `${when}: expected ${letter}, found ${whose} ranking from ${release}, and ${status.release} in the status`,
    );
  }

  async #checkUnranked(page: Page, reason: 'no-model' | 'timeout'): Promise<void> {
    const items = ['item-2', 'item-1'];
    const answer = await rerank(page, items, { deadlineMs: reason === 'timeout' ? 100 : DEADLINE_MS });
    if (!answer.ranked && answer.reason === reason && answer.items.join() === items.join()) return;
    this.wrongAnswers += 1;
    this.problems.push(`without a release: ${JSON.stringify(answer)}`);
  }

  /** Ends the fault. The next page view must get B. */
  async #recover(page: Page): Promise<void> {
    this.#clear();
    await this.#restart(page);
    const status = await this.#until(
      page,
      ({ release, problemCode }) => release === this.#published.releaseIds.B || problemCode !== undefined,
    );
    if (status.problemCode !== undefined)
      this.problems.push(`after the fault: ${status.problemCode}: ${status.problemMessage}`);
    await this.#check(page, 'B', 'after the fault');
  }
}

async function viewHistory(page: Page): Promise<void> {
  for (const event of HISTORY) expect(await track(page, event)).toMatchObject({ stored: true });
}

async function answerOf(page: Page): Promise<{ readonly release: string | undefined; readonly items: string }> {
  const { release, items } = await predict(page, { k: 60 });
  return { release, items: items.map(({ item_id, score }) => `${item_id} ${score}`).join() };
}

/** Each item leads to the item `step` rows later. */
const transitions = (itemCount: number, step: number) => ({
  offsets: Uint32Array.from({ length: itemCount + 2 }, (_, row) => Math.max(0, row - 1)),
  toRows: Int32Array.from({ length: itemCount }, (_, i) => 1 + ((i + step) % itemCount)),
  strengths: new Float32Array(itemCount).fill(1),
});
const TRANSITION_CONFIG = { queryDecay: 0.7, queryLength: 4, weight: 2, scale: 30 };
const withTransitions = (seed: number, itemCount: number): SmallReleaseOptions => ({
  seed,
  itemCount,
  transitions: { config: TRANSITION_CONFIG, table: transitions(itemCount, seed) },
});

/** Publishes A, a third release and B on one channel for each parallel trial, and ranks with new profiles on A and B. */
async function publishPair(site: AisleSite, cdn: Cdn, pair: Pair): Promise<Published> {
  const first = join(site.weightsDirectory, `${pair}-0`);
  const put = async (options: SmallReleaseOptions, now = new Date()) => {
    const folder = await mkdtemp(join(tmpdir(), 'aisle-small-'));
    const { releaseId } = await writeSmallRelease(folder, options);
    // A publisher without its history publishes no delta.
    if (pair === 'whole')
      await Promise.all(['stable.json', HISTORY_FILE].map((name) => rm(join(first, name), { force: true })));
    const { pointer } = await publish(first, folder, { keys: [cdn.key], now });
    await rm(folder, { recursive: true });
    const manifestName = `files/${pointer.release.manifest.file}`;
    const [manifestBytes, pointerBytes] = [
      await readFile(join(first, manifestName)),
      await readFile(join(first, 'stable.json')),
    ];
    const manifest = parseManifest(JSON.parse(manifestBytes.toString()));
    const [itemIds, items, encoder, memory] = filesToFetch(manifest).map(({ file }) => `files/${file}`);
    return {
      releaseId,
      pointer: pointerBytes,
      names: { pointer: 'stable.json', manifest: manifestName, itemIds, items, encoder, ...(memory && { memory }) },
    };
  };
  const retrained = (items: readonly number[], seed: number, parent: string): SmallReleaseOptions => ({
    seed: 1,
    itemCount: 1000,
    retrained: { items, seed, parent },
  });
  // A's pointer has a lower number than B's, even without the publishing history.
  const a = await put(
    pair === 'whole' ? withTransitions(1, 60) : { seed: 1, itemCount: 1000 },
    new Date(Date.now() - DAY_MS),
  );
  // In a pair with a delta, the wrong file under its name is the delta of another pair.
  const other = pair === 'delta' ? await put(retrained([5, 6], 8, a.releaseId)) : a;
  const b = await put(pair === 'whole' ? withTransitions(2, 64) : retrained([3, 4, 17], 9, a.releaseId));
  const names = {
    ...b.names,
    ...(pair === 'delta' && { delta: `files/${a.releaseId}--${b.releaseId}.delta` }),
  } as Record<string, string>;
  const otherNames = {
    ...other.names,
    pointer: 'stable.json',
    ...(pair === 'delta' && { delta: `files/${a.releaseId}--${other.releaseId}.delta` }),
  } as Record<string, string>;
  const sizes: Record<string, number> = {};
  const others: Record<string, Buffer> = {};
  for (const [part, name] of Object.entries(names)) {
    sizes[part] = (await stat(join(first, name))).size;
    others[part] = part === 'pointer' ? b.pointer : await readFile(join(first, otherNames[part]!));
  }
  for (let lane = 1; lane < PARALLEL_TRIALS; lane++)
    await cp(first, join(site.weightsDirectory, `${pair}-${lane}`), { recursive: true });
  await cp(first, join(site.weightsDirectory, 'spare'), { recursive: true });
  const rankings = {} as Record<Letter, string>;
  for (const [letter, { releaseId, pointer }] of [
    ['A', a],
    ['B', b],
  ] as const) {
    await writeFile(join(first, 'stable.json'), pointer);
    const page = await site.openPage();
    await cdn.start(page, { manifestUrl: `/weights/${pair}-0/stable.json` });
    await viewHistory(page);
    const { release, items } = await answerOf(page);
    if (release !== releaseId) throw new Error(`expected a new profile to rank with ${releaseId}, found ${release}`);
    rankings[letter] = items;
    await page.context().close();
  }
  if (rankings.A === rankings.B) throw new Error('expected different rankings of the two releases, found equal ones');
  return {
    releaseIds: { A: a.releaseId, B: b.releaseId },
    pointers: { A: a.pointer, B: b.pointer },
    names,
    sizes,
    others,
    rankings,
  };
}
