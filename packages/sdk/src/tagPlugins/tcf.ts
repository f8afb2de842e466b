import { tcf } from '@aisle/tracker/plugins/tcf';
import { addToTag } from './addToTag.js';

addToTag(tcf());
