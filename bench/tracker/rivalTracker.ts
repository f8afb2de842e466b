/** The viewed item that every tracker reports. */
export interface ViewedItem {
  readonly item_id: string;
  readonly item_name: string;
  readonly item_brand: string;
  readonly item_category: string;
  readonly price: number;
}

/** Another tracker. It sends to a server on this machine. */
export interface RivalTracker {
  track(item: ViewedItem): void;
  /** Sends pending events. */
  flush(): void;
}

export const RIVAL_TRACKERS = ['posthog', 'snowplow', 'snowplow-default'] as const;
export type RivalTrackerName = (typeof RIVAL_TRACKERS)[number];

/** Exports of bench/rivals/trackers.ts. */
export interface RivalTrackers {
  readonly openRivalTracker: (name: RivalTrackerName, endpoint: string) => RivalTracker;
}
