export type { EventInput } from '@aisle/core';
export type { Plugin, PluginHost } from '@aisle/tracker';
export { shopifyEvent, shopifyPrivacy } from '@aisle/tracker/plugins/shopify';
