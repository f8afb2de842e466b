export { type Arm, armOf, armOfResult } from './arms.js';
export { describe } from './describe.js';
export {
  AisleError,
  type AisleErrorCode,
  ERROR_CODES,
  type PlainError,
  readOrRefuse,
  toAisleError,
  toPlainError,
} from './errors.js';
export type { EventRules } from './eventFields.js';
export { eventToJson } from './eventJson.js';
export {
  ACTION_TYPES,
  type ActionType,
  type CheckoutStepEvent,
  type EngagementEvent,
  EVENT_SCHEMA_VERSION,
  EVENT_TYPES,
  type EventInput,
  type EventItem,
  type EventItemInput,
  type EventType,
  type ItemEvent,
  type ItemId,
  itemsOfEvent,
  MAX_ITEMS_PER_EVENT,
  PROMOTION_FIELDS,
  type PromotionEvent,
  type PromotionFields,
  type PurchaseEvent,
  parseEvent,
  parseItemId,
  type RefundEvent,
  type SearchEvent,
  type TrackedEvent,
  TYPES_WITH_OPTIONAL_ITEMS,
} from './events.js';
export { type TimeLimits, timeLimits } from './eventTime.js';
export { type Exclusions, excludedItems, itemsInCart, itemsPurchased } from './excludedItems.js';
export { fnv1a } from './fnv1a.js';
export { contains, filterList, isList, isRecord, mapList } from './plain.js';
export { normal, type Random, seededRandom, shuffle } from './random.js';
export { randomNumbers } from './randomNumbers.js';
export { encodeRanking, orderByRanking, rankingTimeMs } from './ranking.js';
export { Reader } from './reader.js';
export { SDK_VERSION } from './version.js';
export {
  CONTEXT_FIELDS,
  type ContextField,
  DEVICES,
  monthOf,
  REFERRERS,
  type VisitContext,
} from './visitContext.js';
export { withoutRefunds } from './withoutRefunds.js';
