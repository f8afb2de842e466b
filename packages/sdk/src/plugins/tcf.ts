export type { Plugin, PluginHost } from '@aisle/tracker';
export { tcf } from '@aisle/tracker/plugins/tcf';
