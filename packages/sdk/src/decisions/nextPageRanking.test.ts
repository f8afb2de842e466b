import { beforeEach, expect, type Mock, test, vi } from 'vitest';
import { NextPageRanking } from './nextPageRanking.js';

type Answer = (reply: { ranking?: string; historyId?: string } | undefined) => void;

/** Requests to the engine, in order. The test answers each of them. */
let requests: { urgent: boolean; answer: Answer }[];
let saved: unknown[][];
let onRanking: Mock<(ranking: string | undefined) => void>;
const onProblem = vi.fn();
let idleOrHidden: () => Promise<'idle' | 'hidden'>;
let client: { state: string };
let tracker: { ignoresVisit: boolean; rankingStorage: object };
let ranking: NextPageRanking;

beforeEach(() => {
  requests = [];
  saved = [];
  onRanking = vi.fn();
  onProblem.mockClear();
  idleOrHidden = async () => 'idle';
  client = { state: 'ready' };
  tracker = {
    ignoresVisit: false,
    rankingStorage: { read: () => 'stored', save: (...args: unknown[]) => saved.push(args) },
  };
  const engine = (answer: Answer) => ({
    precomputeRanking: ({ urgent }: { urgent: boolean }) => requests.push({ urgent, answer }),
  });
  ranking = new NextPageRanking({
    tracker: tracker as never,
    controller: { isAllowed: true, client: client as never },
    pipeline: {
      call: (request) => new Promise((resolve) => void request(engine(resolve as never) as never, {} as never)),
    },
    page: { whenIdleOrHidden: () => idleOrHidden() },
    onRanking,
    onProblem,
  });
});

const flushTasks = () => new Promise((resolve) => setTimeout(resolve));
const refresh = async () => {
  ranking.refresh();
  await flushTasks();
};
const answer = async (index: number, text: string | undefined) => {
  requests[index]!.answer(text === undefined ? {} : { ranking: text, historyId: 'h1' });
  await flushTasks();
};
const reportedRankings = () => onRanking.mock.calls.map(([ranking]) => ranking);

test('events during a request cause one more request', async () => {
  await refresh();
  await refresh();
  await refresh();
  expect(requests).toHaveLength(1);
  await answer(0, 'after the first');
  expect([requests.length, ranking.latest]).toEqual([2, 'after the first']);
  await answer(1, 'after all');
  expect([requests.length, ranking.latest, reportedRankings()]).toEqual([
    2,
    'after all',
    ['after the first', 'after all'],
  ]);
});

test('a ranking is saved with the id of its history', async () => {
  await refresh();
  await answer(0, 'new');
  expect(saved).toEqual([['new', 'h1']]);
});

test('a ranking of an erased history is dropped', async () => {
  await refresh();
  ranking.refresh();
  ranking.forget();
  expect([ranking.latest, reportedRankings()]).toEqual([undefined, [undefined]]);
  await answer(0, 'of the one before');
  expect([requests.length, ranking.latest]).toEqual([1, undefined]);
  await refresh();
  await answer(1, 'of the next');
  expect(reportedRankings()).toEqual([undefined, 'of the next']);
});

test('without an answer the ranking stays', async () => {
  await refresh();
  await answer(0, undefined);
  expect([ranking.latest, saved, reportedRankings()]).toEqual(['stored', [], []]);
});

test('in the holdout the stored ranking is removed', async () => {
  await refresh();
  requests[0]!.answer(undefined);
  await flushTasks();
  expect([ranking.latest, saved, reportedRankings()]).toEqual([undefined, [['', undefined]], [undefined]]);
});

test('no ranking is requested without a worker or in automated visits', async () => {
  client.state = 'idle';
  await refresh();
  client.state = 'ready';
  tracker.ignoresVisit = true;
  await refresh();
  expect(requests).toEqual([]);
});

test('a hidden page makes the request urgent', async () => {
  await refresh();
  await answer(0, 'a');
  idleOrHidden = async () => 'hidden';
  await refresh();
  expect(requests.map(({ urgent }) => urgent)).toEqual([false, true]);
});

test('a throwing listener does not stop later refreshes', async () => {
  onRanking.mockImplementationOnce(() => {
    throw new Error('of the DOM');
  });
  await refresh();
  await answer(0, 'first');
  await refresh();
  await answer(1, 'second');
  expect([ranking.latest, onProblem.mock.calls.map(([cause]) => (cause as Error).message)]).toEqual([
    'second',
    ['of the DOM'],
  ]);
});
