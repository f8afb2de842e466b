import { ga4 } from '@aisle/tracker/plugins/ga4';
import { addToTag } from './addToTag.js';

addToTag(ga4());
