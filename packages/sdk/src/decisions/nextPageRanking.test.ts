import { beforeEach, expect, test } from 'vitest';
import { RankingAhead } from './rankingAhead.js';

/** What the engine is asked, in order; each is answered by hand. */
let questions: ((ranking: string | undefined) => void)[];
let told: (string | undefined)[];
let ahead: RankingAhead;

beforeEach(() => {
  questions = [];
  told = [];
  ahead = new RankingAhead('stored', () => new Promise((resolve) => questions.push(resolve)), (ranking) => told.push(ranking));
});

const answer = async (question: number, ranking: string | undefined) => {
  questions[question]!(ranking);
  await new Promise((resolve) => setTimeout(resolve));
};

test('events that come while the engine is busy ask once more', async () => {
  ahead.renew();
  ahead.renew();
  ahead.renew();
  expect(questions).toHaveLength(1);
  await answer(0, 'after the first');
  expect([questions.length, ahead.latest]).toEqual([2, 'after the first']);
  await answer(1, 'after all');
  expect([questions.length, ahead.latest, told]).toEqual([2, 'after all', ['after the first', 'after all']]);
  ahead.renew();
  expect(questions).toHaveLength(3);
});

test('an answer about a history that was forgotten meanwhile is not taken', async () => {
  ahead.renew();
  ahead.renew();
  ahead.forget();
  expect([ahead.latest, told]).toEqual([undefined, [undefined]]);
  await answer(0, 'of the one before');
  expect([questions.length, ahead.latest]).toEqual([1, undefined]);
  ahead.renew();
  ahead.forget();
  ahead.renew();
  await answer(1, 'of the one before that');
  expect([questions.length, ahead.latest]).toEqual([3, undefined]);
  await answer(2, 'of the next');
  expect(told).toEqual([undefined, 'of the next']);
});

test('no answer leaves what there is, an empty one ends it', async () => {
  ahead.renew();
  await answer(0, undefined);
  expect([ahead.latest, told]).toEqual(['stored', []]);
  ahead.renew();
  await answer(1, '');
  expect([ahead.latest, told]).toEqual([undefined, [undefined]]);
});
