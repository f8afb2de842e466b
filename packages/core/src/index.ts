export { armOf, armOfResult, type Arm } from './arms.js';
export {
  AisleError,
  ERROR_CODES,
  readOrRefuse,
  toAisleError,
  toPlainError,
  type AisleErrorCode,
  type PlainError,
} from './errors.js';
export {
  ACTION_TYPES,
  EVENT_SCHEMA_VERSION,
  EVENT_TYPES,
  MAX_ITEMS_PER_EVENT,
  parseEvent,
  parseItemId,
  type ActionType,
  type EngagementEvent,
  type EventInput,
  type EventItem,
  type EventItemInput,
  type EventType,
  type ItemEvent,
  type ItemId,
  type PurchaseEvent,
  type SearchEvent,
  type TrackedEvent,
} from './events.js';
export { normal, seededRandom, shuffle, type Random } from './random.js';
export { encodeRanking, orderByRanking, rankingTimeMs } from './ranking.js';
export { Reader } from './reader.js';
export { SDK_VERSION } from './version.js';
