import type { EventItem, TrackedEvent } from './events.js';
import { mapList } from './plain.js';

/**
 * The event as JSON, on one line. Gives only texts and numbers to `JSON.stringify`, which calls `toJSON` of objects:
 * Prototype.js before 1.7 adds it to lists, and the items of an event become a text.
 */
export function eventToJson(event: TrackedEvent | EventItem): string {
  let json = '';
  for (const name in event) {
    const value: unknown = event[name as never];
    let valueJson = '';
    if (typeof value === 'object')
      mapList(value as EventItem[], (item) => (valueJson += `${valueJson && ','}${eventToJson(item)}`));
    // An old library may have added methods to all objects.
    if (typeof value !== 'function')
      json += `${json && ','}"${name}":${typeof value === 'object' ? `[${valueJson}]` : JSON.stringify(value)}`;
  }
  return `{${json}}`;
}
