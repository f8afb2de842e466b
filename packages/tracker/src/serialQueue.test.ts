import { expect, test } from 'vitest';
import { SerialQueue } from './serialQueue.js';

/** Work that logs its start and end. The test ends it. */
function work(log: string[], name: string) {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const run = async () => {
    log.push(`${name} starts`);
    await finished;
    log.push(`${name} ends`);
    return name;
  };
  return { run, finish };
}

test('work starts synchronously if nothing runs', async () => {
  const log: string[] = [];
  const queue = new SerialQueue();
  const first = work(log, 'first');
  const result = queue.run(first.run);
  expect(log).toEqual(['first starts']);
  first.finish();
  expect(await result).toBe('first');
});

test('work runs in order and does not overlap', async () => {
  const log: string[] = [];
  const queue = new SerialQueue();
  const [first, second, third] = ['first', 'second', 'third'].map((name) => work(log, name)) as [
    ReturnType<typeof work>,
    ReturnType<typeof work>,
    ReturnType<typeof work>,
  ];
  const results = [first, second, third].map(({ run }) => queue.run(run));
  for (const { finish } of [third, second, first]) finish();
  expect(await Promise.all(results)).toEqual(['first', 'second', 'third']);
  expect(log).toEqual(['first starts', 'first ends', 'second starts', 'second ends', 'third starts', 'third ends']);
});

test('failed work rejects, and the next work runs', async () => {
  const queue = new SerialQueue();
  const failed = queue.run(() => Promise.reject(new Error('failed')));
  const next = queue.run(() => Promise.resolve('next'));
  await expect(failed).rejects.toThrow('failed');
  expect(await next).toBe('next');
});

test('turn is undefined if nothing runs, also after a failure', async () => {
  const queue = new SerialQueue();
  expect(queue.turn()).toBeUndefined();
  await queue.run(() => Promise.reject(new Error('failed'))).catch(() => undefined);
  await queue.turn();
  expect(queue.turn()).toBeUndefined();
});

test('a later turn does not overtake a waiting one', async () => {
  const log: string[] = [];
  const queue = new SerialQueue();
  const take = async (name: string) => {
    const turn = queue.turn();
    if (turn) await turn;
    log.push(name);
  };
  const ended = queue.run(() => Promise.resolve());
  const waits = take('waits');
  await ended;
  await take('comes later');
  await waits;
  expect(log).toEqual(['waits', 'comes later']);
});

test('a turn comes after earlier work and before later work', async () => {
  const log: string[] = [];
  const queue = new SerialQueue();
  const [first, later] = [work(log, 'first'), work(log, 'later')];
  void queue.run(first.run);
  const turns = ['a', 'b'].map(async (name) => {
    await queue.turn();
    log.push(name);
  });
  const last = queue.run(later.run);
  first.finish();
  later.finish();
  await Promise.all([...turns, last]);
  expect(log).toEqual(['first starts', 'first ends', 'a', 'b', 'later starts', 'later ends']);
});
