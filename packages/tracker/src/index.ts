export { observeAttributes } from './attributes.js';
export { listIdOf } from './itemElement.js';
export { ConsentInputs, type Consent, type ConsentSignal, type ConsentTrace } from './consentInputs.js';
export type { Plugin, PluginHost } from './plugin.js';
export { profileOf, type Profile } from './profile.js';
export { readRanking } from './rankingStorage.js';
export type { StorageKind } from './recorder.js';
export { Tracker, type BeforeConsent, type NotStoredReason, type TrackerListener, type TrackerOptions, type TrackResult } from './tracker.js';
export type { AutomationPolicy, AutomationSign } from './visitor.js';
