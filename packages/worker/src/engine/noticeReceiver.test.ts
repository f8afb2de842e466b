import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Notice } from '../protocol.js';
import { NoticeReceiver } from './noticeReceiver.js';

let channel: MessageChannel;
let handled: Notice[];
let receiver: NoticeReceiver;
const FORGET: Notice = { kind: 'forget' };

beforeEach(() => {
  channel = new MessageChannel();
  handled = [];
  receiver = new NoticeReceiver(channel.port2, (notice) => handled.push(notice));
});
afterEach(() => {
  vi.useRealTimers();
  channel.port1.close();
});

test('a request waits for the notices that were sent before it', async () => {
  expect(receiver.hasReceived(0)).toBe(true);
  expect(receiver.hasReceived(2)).toBe(false);
  const complete = receiver.whenReceived(2);
  channel.port1.postMessage(FORGET);
  channel.port1.postMessage(FORGET);
  expect(await complete).toBe(true);
  expect(handled).toEqual([FORGET, FORGET]);
  expect([receiver.hasReceived(2), receiver.hasReceived(3)]).toEqual([true, false]);
});

test('a notice is handled before a request that waited for it goes on', async () => {
  const handledBefore = receiver.whenReceived(1).then(() => handled.length);
  channel.port1.postMessage(FORGET);
  expect(await handledBefore).toBe(1);
});

test('a lost notice is waited for once, for a second', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const complete = receiver.whenReceived(3);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await complete).toBe(false);
  expect(receiver.hasReceived(3)).toBe(true);
});

test('an unreadable notice counts', async () => {
  const complete = receiver.whenReceived(1);
  channel.port2.dispatchEvent(new Event('messageerror'));
  expect(await complete).toBe(true);
  expect(handled).toEqual([]);
});
