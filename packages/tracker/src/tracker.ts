import { type AisleError, type EventInput, parseEvent, type TrackedEvent, timeLimits, toAisleError } from '@aisle/core';
import { type DecisionChange, type DecisionRow, type EraseReceipt, EventStore, type StoredEvents } from '@aisle/store';
import { AutomationDetector } from './automationDetector.js';
import { ConsentController } from './consentController.js';
import type { Consent, ConsentInputs } from './consentInputs.js';
import type { DeviceStore } from './deviceStore.js';
import { EventAdmission } from './eventAdmission.js';
import { EventDeduplicator } from './eventDeduplicator.js';
import type { StorageKind } from './historyLocation.js';
import { observeInput } from './observeInput.js';
import type { OtherTabAction } from './otherTabAction.js';
import type { PageEnvironment } from './pageEnvironment.js';
import type { PageHistory } from './pageHistory.js';
import { observeLifecycle } from './pageLifecycle.js';
import { PendingEvents } from './pendingEvents.js';
import type { Plugin } from './plugin.js';
import { PluginRegistry } from './pluginRegistry.js';
import type { RankingStorage } from './rankingStorage.js';
import { Recorder } from './recorder.js';
import type { TrackerListener, TrackerOptions } from './trackerOptions.js';
import type { TrackResult } from './trackResult.js';
import { UnconfirmedVisit } from './unconfirmedVisit.js';

/**
 * Converts page activity to stored events. Receives events from sources and signals from consent inputs, and decides
 * which events the recorder stores.
 */
export class Tracker {
  lastProblem: AisleError | undefined;
  /** The shop's key, with which the worker reads the history. */
  sessionKey: Promise<CryptoKey> | undefined;
  readonly automation: AutomationDetector;
  readonly #listener: TrackerListener;
  readonly #consent: ConsentController;
  readonly #recorder: Recorder;
  readonly #history: PageHistory;
  readonly #stop = new AbortController();
  readonly #admission: EventAdmission;
  readonly #deduplicator = new EventDeduplicator();
  /** How many odd fields were dropped from events of sources, by name. A new object after every change. */
  droppedFields: Readonly<Record<string, number>> = {};
  readonly #unconfirmed: UnconfirmedVisit;
  readonly #pending = new PendingEvents(() => this.#admission.mustWait);
  readonly #plugins: PluginRegistry;

  /** @param device the store of the history with consent */
  constructor(
    readonly options: TrackerOptions,
    listener: TrackerListener,
    page: PageEnvironment = globalThis,
    device: DeviceStore = new EventStore(options.namespace, options),
  ) {
    this.#listener = listener;
    this.automation = new AutomationDetector(page.navigator, options.automation);
    const { signal } = this.#stop;
    const onInput = (nowMs: number) => void this.#unconfirmed.onInput(nowMs).catch(() => undefined);
    observeInput(page, options.now, onInput, signal);
    this.#consent = new ConsentController(
      options.consentInputs,
      {
        consent: () => this.consent,
        apply: (consent) => this.#applyConsent(consent),
        suspend: () => this.#recorder.suspend(),
        markForErasure: () => this.#recorder.mark.setDue(),
        post: (kind) => this.#recorder.post(kind),
        onUnchanged: () => {
          listener.onChange();
          this.#pending.flush();
        },
      },
      page,
    );
    const onOtherTab = (action: OtherTabAction) => this.#consent.onOtherTab(action);
    this.#recorder = new Recorder({ ...options, readOnly: this.ignoresVisit }, listener, onOtherTab, device, page);
    this.#history = this.#recorder.history;
    this.#unconfirmed = new UnconfirmedVisit(this.automation, this.#recorder);
    this.#admission = new EventAdmission(options, this.automation, this.#consent, this.#recorder, page.document);
    const onLeave = (cached: boolean) => {
      this.#consent.onLeave();
      if (cached) listener.onCached?.();
    };
    observeLifecycle(this.#recorder, () => this.#pending.flush(), page, signal, onLeave);
    this.#plugins = new PluginRegistry({
      track: (event, source) => this.track(event, source),
      setSignal: (input, signal, detail) => this.#consent.setSignal(input, signal, detail),
      encryptWith: (rows) => {
        // A third-party script could pass a cipher that reads later events.
        if (this.#history.consent === 'granted') return false;
        this.#history.encryptWith(rows);
        this.sessionKey = rows.sessionKey;
        return true;
      },
      onError: (cause) => this.report(cause),
      onNotesChange: () => listener.onChange(),
    });
  }

  /** The decision in effect. A pending denial is a denial that has not erased yet. */
  get consent(): Consent {
    return this.#history.suspended ? 'denied' : this.#history.consent;
  }

  get consentInputs(): ConsentInputs {
    return this.#consent.inputs;
  }

  /** Resolves when the first decision about consent is in effect. Undefined after the first decision. */
  get consentPending(): Promise<void> | undefined {
    return this.#consent.starting;
  }

  /** The number of stored events. Undefined without consent, when the page does not read the database. */
  get storedEvents(): number | undefined {
    return this.#history.suspended ? undefined : this.#history.storedEvents;
  }

  get storage(): StorageKind {
    return this.#history.storage;
  }

  get problem(): AisleError | undefined {
    return this.lastProblem ?? this.#history.lastProblem;
  }

  get pluginNames(): readonly string[] {
    return this.#plugins.names;
  }

  get pluginNotes(): readonly string[] {
    return this.#plugins.notes;
  }

  /** The random id of the current history. Undefined until it is known. */
  get historyId(): string | undefined {
    return this.#history.historyId;
  }

  /** The history if it is in this page's memory, which the worker cannot read. */
  get inMemoryHistory(): StoredEvents | undefined {
    return this.#history.inMemoryStore?.since(0);
  }

  /** Pending after a freeze, while the history may differ from the one that this page knows. */
  get revalidation(): Promise<void> | undefined {
    return this.#recorder.revalidation;
  }

  get rankingStorage(): RankingStorage {
    return this.#history.rankingStorage;
  }

  /** Whether a program makes this visit and its events are excluded from the history. */
  get ignoresVisit(): boolean {
    return this.automation.ignoresVisit;
  }

  /** Reports the error of a plugin or of other code of the page: in `status().lastProblem` and on the console. */
  report(cause: unknown): void {
    this.lastProblem = toAisleError(cause);
    console.warn(`[aisle] ${this.lastProblem.message}`);
    this.#listener.onChange();
  }

  /** Starts a plugin. It replaces a plugin of the same name. @returns a function that stops it */
  use(plugin: Plugin): () => void {
    return this.#plugins.use(plugin);
  }

  async #applyConsent(consent: Consent): Promise<void> {
    const applied = this.#recorder.setConsent(consent);
    this.#pending.flush();
    let deleted = false;
    try {
      deleted = (await applied)?.databaseDeleted !== false;
    } finally {
      await this.#listener.onConsentApplied(consent, deleted);
    }
  }

  /** @throws AisleError `invalid-argument` for any other answer, or the error of a failed erasure */
  setConsent(consent: 'granted' | 'denied'): Promise<void> {
    return this.#consent.setConsent(consent);
  }

  /**
   * Validates and stores one event.
   *
   * @param source the name of the event source. An action that another source has reported is not stored again.
   * @throws AisleError `invalid-event`. Run-time failures resolve with a reason instead.
   */
  async track(input: EventInput, source: string): Promise<TrackResult> {
    const nowMs = this.options.now();
    const { erasures } = this.#history;
    const limits = timeLimits(nowMs, this.options.retention.maxAgeMs);
    const onDropped = (name: string) => {
      this.droppedFields = { ...this.droppedFields, [name]: (this.droppedFields[name] ?? 0) + 1 };
    };
    // A shop can correct its own call. What a source reads was written for another reader.
    const rules = source === 'page' ? { limits } : { limits, onDropped };
    const event = parseEvent(this.#listener.completeEvent?.(input) ?? input, nowMs, rules);
    const refused =
      this.#admission.refusal(event, source) ??
      (this.#deduplicator.isDuplicate(source, event, nowMs) ? 'duplicate' : undefined);
    if (refused) return { stored: false, reason: refused };
    const ignored = this.ignoresVisit;
    this.automation.observe(event.type, nowMs);
    // This event completed the detection, so the earlier events of the visit are removed too.
    if (!ignored && this.ignoresVisit) await this.#recorder.discardVisit();
    return this.#pending.add(() => this.#record(event, erasures));
  }

  async #record(event: TrackedEvent, erasures: number): Promise<TrackResult> {
    const record = () => this.#recorder.record(event, erasures);
    this.#unconfirmed.add(record);
    return this.#history.discarded ? { stored: false, reason: 'automation' } : record();
  }

  erase(): Promise<EraseReceipt | undefined> {
    return this.#recorder.erase();
  }

  /** Prepares the device for another person: erases the history, and removes the shop's answer in every tab. */
  async reset(): Promise<void> {
    // Sent first: the page may be navigating away, and consent must not stay granted if the erasure fails.
    this.#recorder.post('reset');
    await Promise.all([this.#consent.forgetAnswer(), this.erase()]);
  }

  async readAll(): Promise<TrackedEvent[]> {
    await this.consentPending;
    return (await (await this.#recorder.currentStore())?.readSince(0))?.events ?? [];
  }

  /** Reads the decisions of this device and writes one. Undefined without permission to store anything. */
  async changeDecisions<T>(change: (rows: readonly DecisionRow[]) => DecisionChange<T>): Promise<T | undefined> {
    await this.consentPending;
    const store = await this.#recorder.currentStore();
    return this.#history.discarded ? undefined : store?.changeDecisions(change);
  }

  dispose(): void {
    // First, so that events of a plugin that is being stopped are not recorded.
    this.#recorder.dispose();
    this.#stop.abort();
    this.#plugins.stopAll();
    this.#pending.discardAll('disposed');
  }
}
