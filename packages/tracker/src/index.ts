export { observeAttributes } from './attributes.js';
export type { AutomationPolicy } from './automation.js';
export { ConsentInputs, type Consent, type ConsentSignal, type ConsentTrace } from './consentInputs.js';
export type { Plugin, PluginHost } from './plugin.js';
export { Tracker, type BeforeConsent, type NotStoredReason, type TrackerListener, type TrackerOptions, type TrackResult } from './tracker.js';
