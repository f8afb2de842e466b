export type { DatabaseFactory } from './databaseFactory.js';
export type { DecisionChange, DecisionRow, StoredOrders, StoredReport } from './decisionRows.js';
export { EventReader, type EventReaderOptions } from './eventReader.js';
export { EventStore, type EventStoreOptions } from './eventStore.js';
export type { CountedEvents, EraseReceipt, HistoryCursor, HistoryStore, StoredEvents } from './historyStore.js';
export { InMemoryStore } from './inMemoryStore.js';
export { DEFAULT_RETENTION, type Retention } from './retention.js';
export type { RowFormat } from './rowFormat.js';
