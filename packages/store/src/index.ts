export { DEFAULT_RETENTION, EventStore, type EraseReceipt, type Position, type Retention, type StoredEvents } from './eventStore.js';
