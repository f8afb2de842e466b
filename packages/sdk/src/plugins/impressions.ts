export type { Plugin, PluginHost } from '@aisle/tracker';
export type { ImpressionsOptions } from '@aisle/tracker/plugins/impressions';
export { impressions } from '@aisle/tracker/plugins/impressions';
