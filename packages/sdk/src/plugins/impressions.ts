export { impressions } from '@aisle/tracker/plugins/impressions';
export type { ImpressionsOptions } from '@aisle/tracker/plugins/impressions';
export type { Plugin, PluginHost } from '@aisle/tracker';
