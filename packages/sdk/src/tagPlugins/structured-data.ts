import { structuredData } from '@aisle/tracker/plugins/structuredData';
import { addToTag } from './addToTag.js';

addToTag(structuredData());
