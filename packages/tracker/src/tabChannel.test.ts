import { expect, test } from 'vitest';
import { TabChannel, type TabMessage } from './tabChannel.js';
import { FakePage } from './testing/fakePage.js';

/** Two tabs of a browser, and the messages that the second one received. */
function openTabs() {
  const ports = new Set<never>();
  const received: TabMessage[] = [];
  const [page, other] = [new FakePage({ ports }), new FakePage({ ports })];
  const sender = new TabChannel('shop', () => {}, page);
  const receiver = new TabChannel('shop', (message) => received.push(message), other);
  for (const channel of [sender, receiver]) channel.open();
  return { page, sender, receiver, received };
}

test('a message reaches the other tabs of its namespace', () => {
  const { page, sender, received } = openTabs();
  const elsewhere: TabMessage[] = [];
  new TabChannel('other-shop', (message) => elsewhere.push(message), page).open();
  sender.post({ kind: 'stored', cursor: { historyId: 'h', seq: 3 } });
  sender.post({ kind: 'denied' });
  expect(received).toEqual([{ kind: 'stored', cursor: { historyId: 'h', seq: 3 } }, { kind: 'denied' }]);
  expect(elsewhere).toEqual([]);
});

test.each([
  [null],
  ['denied'],
  [7],
  [[]],
  [{}],
  [{ kind: 'granted' }],
  [{ kind: 'stored' }],
  [{ kind: 'stored', cursor: null }],
  [{ kind: 'stored', cursor: { seq: '3' } }],
])('%j is ignored', (data) => {
  const { page, received } = openTabs();
  new page.BroadcastChannel('aisle-shop').postMessage(data);
  expect(received).toEqual([]);
});

test('a closed channel receives nothing until it is opened again', () => {
  const { sender, receiver, received } = openTabs();
  receiver.close();
  sender.post({ kind: 'erased' });
  receiver.open();
  receiver.open();
  sender.post({ kind: 'reset' });
  expect(received).toEqual([{ kind: 'reset' }]);
});

test.each([
  ['has none', undefined],
  [
    'blocks it',
    class {
      constructor() {
        throw new Error('blocked');
      }
    },
  ],
])('posting does nothing if the browser %s', (_, BroadcastChannel) => {
  const channel = new TabChannel('shop', () => {}, { BroadcastChannel: BroadcastChannel as never });
  channel.open();
  channel.post({ kind: 'erased' });
  channel.close();
});
