export { attributesOfItems } from './attributesOfItems.js';
export { badRowPrinter } from './badRowPrinter.js';
export { categoriesOfItems } from './categoriesOfItems.js';
export { listFormats } from './formatTable.js';
export { readEventLog } from './readEventLog.js';
export { readTestExamples, type TestFormatName } from './readTestExamples.js';
export type { BadRow } from './rowTally.js';
export { type Splitter, splitterOf } from './splitOption.js';
export { wordsOfItems } from './wordsOfItems.js';
