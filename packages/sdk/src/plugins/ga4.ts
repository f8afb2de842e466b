export { ga4 } from '@aisle/tracker/plugins/ga4';
export type { Plugin, PluginHost } from '@aisle/tracker';
