import { beforeEach, expect, type Mock, test, vi } from 'vitest';
import { NextPageRanking } from './nextPageRanking.js';

type Answer = (reply: { ranking?: string; historyId?: string } | undefined) => void;

/** What the engine is sent, in order; each is answered by hand. */
let requests: { urgent: boolean; answer: Answer }[];
let kept: unknown[][];
let onRanking: Mock<(ranking: string | undefined) => void>;
const onProblem = vi.fn();
let idleOrHidden: () => Promise<'idle' | 'hidden'>;
let client: { state: string };
let tracker: { ignoresVisit: boolean; rankingStorage: object };
let ranking: NextPageRanking;

beforeEach(() => {
  requests = [];
  kept = [];
  onRanking = vi.fn();
  onProblem.mockClear();
  idleOrHidden = async () => 'idle';
  client = { state: 'ready' };
  tracker = {
    ignoresVisit: false,
    rankingStorage: { read: () => 'stored', save: (...args: unknown[]) => kept.push(args) },
  };
  const engine = (answer: Answer) => ({
    precomputeRanking: ({ urgent }: { urgent: boolean }) => requests.push({ urgent, answer }),
  });
  ranking = new NextPageRanking({
    tracker: tracker as never,
    session: { isAllowed: true, client: client as never },
    pipeline: {
      ask: (request) => new Promise((resolve) => void request(engine(resolve as never) as never, {} as never)),
    },
    page: { whenIdleOrHidden: () => idleOrHidden() },
    onRanking,
    onProblem,
  });
});

const settled = () => new Promise((resolve) => setTimeout(resolve));
const renew = async () => {
  ranking.renew();
  await settled();
};
const answer = async (index: number, text: string | undefined) => {
  requests[index]!.answer(text === undefined ? {} : { ranking: text, historyId: 'h1' });
  await settled();
};
const rankingsTold = () => onRanking.mock.calls.map(([told]) => told);

test('events during a request make one more', async () => {
  await renew();
  await renew();
  await renew();
  expect(requests).toHaveLength(1);
  await answer(0, 'after the first');
  expect([requests.length, ranking.latest]).toEqual([2, 'after the first']);
  await answer(1, 'after all');
  expect([requests.length, ranking.latest, rankingsTold()]).toEqual([2, 'after all', ['after the first', 'after all']]);
});

test('a ranking is kept with the id of its history', async () => {
  await renew();
  await answer(0, 'new');
  expect(kept).toEqual([['new', 'h1']]);
});

test('an answer about an erased history is dropped', async () => {
  await renew();
  ranking.renew();
  ranking.forget();
  expect([ranking.latest, rankingsTold()]).toEqual([undefined, [undefined]]);
  await answer(0, 'of the one before');
  expect([requests.length, ranking.latest]).toEqual([1, undefined]);
  await renew();
  await answer(1, 'of the next');
  expect(rankingsTold()).toEqual([undefined, 'of the next']);
});

test('without an answer the ranking stays', async () => {
  await renew();
  await answer(0, undefined);
  expect([ranking.latest, kept, rankingsTold()]).toEqual(['stored', [], []]);
});

test('in the holdout the stored ranking is removed', async () => {
  await renew();
  requests[0]!.answer(undefined);
  await settled();
  expect([ranking.latest, kept, rankingsTold()]).toEqual([undefined, [['', undefined]], [undefined]]);
});

test('no ranking is requested without a worker, or under automation', async () => {
  client.state = 'idle';
  await renew();
  client.state = 'ready';
  tracker.ignoresVisit = true;
  await renew();
  expect(requests).toEqual([]);
});

test('a hidden page makes the request urgent', async () => {
  await renew();
  await answer(0, 'a');
  idleOrHidden = async () => 'hidden';
  await renew();
  expect(requests.map(({ urgent }) => urgent)).toEqual([false, true]);
});

test('a listener that throws does not end the renewals', async () => {
  onRanking.mockImplementationOnce(() => {
    throw new Error('of the DOM');
  });
  await renew();
  await answer(0, 'first');
  await renew();
  await answer(1, 'second');
  expect([ranking.latest, onProblem.mock.calls.map(([cause]) => (cause as Error).message)]).toEqual([
    'second',
    ['of the DOM'],
  ]);
});
