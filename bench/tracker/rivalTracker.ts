/** The item that every tracker tells of, as one that was viewed. */
export interface ViewedItem {
  readonly item_id: string;
  readonly item_name: string;
  readonly item_brand: string;
  readonly item_category: string;
  readonly price: number;
}

/** Another tracker, sending to a server on this machine. */
export interface RivalTracker {
  track(item: ViewedItem): void;
  /** Sends what still waits. */
  flush(): void;
}

export const RIVAL_TRACKERS = ['posthog', 'snowplow', 'snowplow-default'] as const;
export type RivalTrackerName = (typeof RIVAL_TRACKERS)[number];

/** What bench/rivals/trackers.ts exports. */
export interface RivalTrackers {
  readonly openRivalTracker: (name: RivalTrackerName, endpoint: string) => RivalTracker;
}
