export { badRowPrinter } from './badRowPrinter.js';
export { attributesOfItems } from './attributesOfItems.js';
export { listFormats } from './formatTable.js';
export { type TestFormatName, readTestExamples } from './readTestExamples.js';
export { readEventLog } from './readEventLog.js';
export type { BadRow } from './rowTally.js';
export { type Splitter, splitterOf } from './splitOption.js';
