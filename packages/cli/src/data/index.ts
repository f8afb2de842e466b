export { badRowPrinter } from './badRowPrinter.js';
export { catalogueAttributes } from './catalogueAttributes.js';
export { listFormats } from './formatTable.js';
export { readHeldOut, type HeldOutForm } from './heldOut.js';
export { readEventLog } from './readEventLog.js';
export type { BadRow } from './rowTally.js';
export { splitterOf, type Splitter } from './splitOption.js';
