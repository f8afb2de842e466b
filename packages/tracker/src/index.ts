export { observeAttributes } from './attributes.js';
export type { AutomationPolicy } from './automation.js';
export { Tracker, type Consent, type NotStoredReason, type TrackerListener, type TrackerOptions, type TrackResult } from './tracker.js';
