export { tcf } from '@aisle/tracker/plugins/tcf';
export type { Plugin, PluginHost } from '@aisle/tracker';
