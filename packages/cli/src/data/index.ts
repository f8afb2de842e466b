export { badRowPrinter } from './badRowPrinter.js';
export type { CatalogueItem } from './catalogue.js';
export { EVENT_FORMATS, listFormats, type FormatName } from './formatTable.js';
export { HELD_OUT_FORMATS, readHeldOut, type HeldOutSource, type ReadHeldOut } from './heldOut.js';
export type { HeldOutExample, HeldOutExamples, HistoryEntry } from './heldOutExamples.js';
export type { ReadProgress } from './inputFile.js';
export { readEventLog, type EventLogSource, type ReadEventLog, type ReadWatch } from './readEventLog.js';
export type { BadRow } from './rowTally.js';
