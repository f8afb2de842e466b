/**
 * Names of properties and methods that only the code of the script tag uses. The build shortens them in `aisle.js`,
 * which saves 570 bytes after gzip.
 *
 * A name that other code uses must stay: methods and options for the shop, fields of the status, of events and of
 * messages, attributes, and members that other published files read. `test/structure/internalMembers.test.ts` checks
 * this.
 */
export const INTERNAL_MEMBERS: readonly string[] = `
  absoluteUrl addBytes applyConsent checkAlive checkWorker completeEvent consentPending countOutcomes
  createWorker decideNow decisionWithout deleteWeightsCache deviceHints discardAll discardReason discardVisit
  discarded eraseDatabase eraseSync erasures eventCount exceedsBytes exists expiredBy forgetAnswer grantedByShop
  halve ignoresVisit inHoldout inMemory inMemoryHistory inMemoryStore invalidate isAgeDue isAllowed
  isDenialPending isDuplicate isFixed manages markForErasure moveToMemory mustWait newResult newResultId
  onChange onConsentApplied onErased onError onEventsDeleted onFreeze onInput onLeave onNotesChange onOtherTab
  onPageHide onRanking onReady onRelease onResume onStateChange onStopped onStored onStoredInOtherTab
  onUnchanged openClient openTracker pluginNames pluginNotes post prune pruneByAge pruneByBytes pruneByCount
  rankingStorage readAll readReply recount remainingMs removeVisit revalidate revalidation setBytes setDue
  setFor setSignal settle settled signalOf stopAll suspended updateStatus visitContext whenDue whenIdleOrHidden
  whenStopped whenVisible workerUrl
`
  .trim()
  .split(/\s+/);
