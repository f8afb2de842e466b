import { expect, test } from 'vitest';
import type { DecisionRequest, EngineReply } from './decision.js';
import { request } from './request.js';

const byPerson = () => false;
const HISTORY = { cursor: { historyId: 'h', seq: 1 }, history: undefined, noticesSent: 2 };

test('a query goes to the engine method of its name, with the history', async () => {
  const sent: unknown[] = [];
  const reply = { release: 'r1', tier: 'light', historyId: 'h', missing: {} };
  const engine = { intent: async (received: object) => (sent.push(received), reply) };
  const query = { name: 'intent', placement: 'cart' } as const;
  const { call, readReply } = request(query, null, byPerson).prepare() as DecisionRequest<EngineReply, object>;
  expect(readReply(await call(engine as never, HISTORY))).toEqual({ release: 'r1', tier: 'light', missing: {} });
  expect(sent).toEqual([{ placement: 'cart', ...HISTORY }]);
});

test('a query without a name fails in the pipeline, not in the call', () => {
  expect(() => request(undefined as never, undefined, byPerson)).not.toThrow();
});

test.each([
  ['decide', 'automated'],
  ['intent', { call: expect.any(Function) }],
] as const)('in a visit of a program, %s answers %o', (name, expected) => {
  const query = { name, placement: 'cart', exposures: [], dismissals: [], muted: [] };
  const prepared = request(query, undefined, () => true).prepare();
  if (typeof expected === 'string') expect(prepared).toBe(expected);
  else expect(prepared).toMatchObject(expected);
});
