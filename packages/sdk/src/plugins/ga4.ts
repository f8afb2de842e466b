export type { Plugin, PluginHost } from '@aisle/tracker';
export { ga4 } from '@aisle/tracker/plugins/ga4';
