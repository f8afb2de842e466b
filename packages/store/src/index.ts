export { EventReader } from './eventReader.js';
export { EventStore, type EventStoreOptions } from './eventStore.js';
export { DEFAULT_RETENTION, type EraseReceipt, type HistoryStore, type Position, type Retention, type StoredEvents } from './historyStore.js';
export { MemoryStore } from './memoryStore.js';
export type { Sealing } from './sealing.js';
