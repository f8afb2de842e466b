import { impressions } from '@aisle/tracker/plugins/impressions';
import { addToTag } from './addToTag.js';

addToTag(impressions());
