import { flushBuffer, newTracker, trackSelfDescribingEvent } from '@snowplow/browser-tracker';
import posthog from 'posthog-js';
import type { RivalTracker, RivalTrackerName } from '../tracker/rivalTracker.js';

/** Everything except sending events is off. docs/benchmarks/tracker.md lists these settings. */
function openPosthog(endpoint: string): RivalTracker {
  posthog.init('bench', {
    api_host: endpoint,
    persistence: 'memory',
    autocapture: false,
    rageclick: false,
    capture_pageview: false,
    capture_pageleave: false,
    capture_performance: false,
    capture_heatmaps: false,
    capture_dead_clicks: false,
    capture_exceptions: false,
    disable_session_recording: true,
    disable_surveys: true,
    disable_product_tours: true,
    disable_conversations: true,
    disable_web_experiments: true,
    disable_scroll_properties: true,
    disable_external_dependency_loading: true,
    disable_compression: true,
    advanced_disable_flags: true,
    person_profiles: 'never',
    // Otherwise PostHog drops events of a headless browser, and more than 100 events in a row.
    opt_out_useragent_filter: true,
    rate_limiting: { events_per_second: 10_000, events_burst_limit: 1_000_000 },
  });
  return {
    track: ({ item_id, item_name, item_brand, item_category, price }) =>
      void posthog.capture('view_item', { items: [{ item_id, item_name, item_brand, item_category, price }] }),
    // PostHog sends every three seconds.
    flush: () => {},
  };
}

/** With lean settings like PostHog, or with defaults: cookies, local storage, a page context, one request for each event. */
function openSnowplow(name: 'snowplow' | 'snowplow-default', endpoint: string): RivalTracker {
  const lean = {
    stateStorageStrategy: 'none',
    discoverRootDomain: false,
    contexts: { webPage: false },
    bufferSize: 50,
    credentials: 'omit',
  } as const;
  newTracker(name, endpoint, { appId: 'bench', ...(name === 'snowplow' && lean) });
  return {
    track: ({ item_id, item_name, item_brand, item_category, price }) =>
      trackSelfDescribingEvent(
        {
          event: {
            schema: 'iglu:com.snowplowanalytics.snowplow.ecommerce/snowplow_ecommerce_action/jsonschema/1-0-2',
            data: { type: 'product_view' },
          },
          context: [
            {
              schema: 'iglu:com.snowplowanalytics.snowplow.ecommerce/product/jsonschema/1-0-0',
              data: {
                id: item_id,
                name: item_name,
                brand: item_brand,
                category: item_category,
                price,
                currency: 'EUR',
              },
            },
          ],
        },
        [name],
      ),
    flush: () => flushBuffer({}, [name]),
  };
}

export const openRivalTracker = (name: RivalTrackerName, endpoint: string): RivalTracker =>
  name === 'posthog' ? openPosthog(endpoint) : openSnowplow(name, endpoint);
