import type { OtherTabAction } from './otherTabAction.js';
import type { PageHistory } from './pageHistory.js';
import type { RecorderListener } from './recorderListener.js';
import type { TabMessage } from './tabChannel.js';

/** Applies a message of another tab to the history of this page. @param recount counts the stored events again */
export function onTabMessage(
  message: TabMessage,
  history: PageHistory,
  listener: RecorderListener,
  onOtherTab: (action: OtherTabAction) => void,
  recount: () => void,
): void {
  const { kind } = message;
  if (kind === 'pruned') {
    recount();
    return;
  }
  // The events of the person who logged out do not enter the history of the next person.
  if (kind === 'reset') void history.eraseSync();
  if (kind !== 'stored' && kind !== 'erased') onOtherTab(kind);
  // Other tabs report changes on the device.
  if (history.inMemoryStore) {
    if (kind === 'erased') void history.eraseSync();
    return;
  }
  if (kind === 'erased') {
    // An event that waits belongs to the history that was erased.
    history.erasures += 1;
    history.forget();
  }
  if (kind === 'stored') {
    if (!history.eventCount.follow(message.cursor)) recount();
    listener.onStoredInOtherTab(message.cursor);
  }
}
