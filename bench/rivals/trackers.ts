import { flushBuffer, newTracker, trackSelfDescribingEvent } from '@snowplow/browser-tracker';
import posthog from 'posthog-js';
import type { RivalTracker, RivalTrackerName } from '../tracker/rivalTracker.js';

/** Named on the page of figures: everything is off that can be and is not the sending of an event. */
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
    // Otherwise it drops what a headless browser tells, and more than 100 events in a row.
    opt_out_useragent_filter: true,
    rate_limiting: { events_per_second: 10_000, events_burst_limit: 1_000_000 },
  });
  return {
    track: ({ item_id, item_name, item_brand, item_category, price }) =>
      void posthog.capture('view_item', { items: [{ item_id, item_name, item_brand, item_category, price }] }),
    // It sends every three seconds by itself.
    flush: () => {},
  };
}

/** As lean as PostHog above, or as it comes: cookies, local storage, a page context, and a request for every event. */
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
