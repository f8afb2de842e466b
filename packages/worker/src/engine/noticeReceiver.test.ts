import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Notice, NumberedNotice } from '../protocol.js';
import { NoticeReceiver } from './noticeReceiver.js';

let channel: MessageChannel;
let handled: Notice[];
let receiver: NoticeReceiver;
const forget = (number: number): NumberedNotice => ({ kind: 'forget', number });

beforeEach(() => {
  channel = new MessageChannel();
  handled = [];
  receiver = new NoticeReceiver(channel.port2, (notice) => handled.push(notice));
});
afterEach(() => {
  vi.useRealTimers();
  channel.port1.close();
});

test('a request waits for notices sent before it', async () => {
  expect(receiver.hasReceived(0)).toBe(true);
  expect(receiver.hasReceived(2)).toBe(false);
  const complete = receiver.whenReceived(2);
  channel.port1.postMessage(forget(1));
  channel.port1.postMessage(forget(2));
  expect(await complete).toBe(true);
  expect(handled).toEqual([forget(1), forget(2)]);
  expect([receiver.hasReceived(2), receiver.hasReceived(3)]).toEqual([true, false]);
});

test('a notice is handled before the request that waits for it', async () => {
  const handledCount = receiver.whenReceived(1).then(() => handled.length);
  channel.port1.postMessage(forget(1));
  expect(await handledCount).toBe(1);
});

test('a lost notice delays one request by one second', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const complete = receiver.whenReceived(3);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await complete).toBe(false);
  expect(receiver.hasReceived(3)).toBe(true);
});

test('a lost notice resolves its own wait before waits for earlier ones', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const ended: string[] = [];
  const first = receiver.whenReceived(2).then((complete) => ended.push(`first ${complete}`));
  const second = receiver.whenReceived(2).then((complete) => ended.push(`second ${complete}`));
  await vi.advanceTimersByTimeAsync(1_000);
  await Promise.all([first, second]);
  expect(ended).toEqual(['first false', 'second true']);
});

test('a late notice does not lower the received number', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const complete = receiver.whenReceived(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await complete).toBe(false);
  channel.port1.postMessage(forget(1));
  await vi.waitFor(() => expect(handled).toHaveLength(1));
  expect(receiver.hasReceived(2)).toBe(false);
});

test('an unreadable notice drops the history', () => {
  channel.port2.dispatchEvent(new Event('messageerror'));
  expect(handled).toEqual([{ kind: 'forget' }]);
  expect(receiver.hasReceived(1)).toBe(false);
});
