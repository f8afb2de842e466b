import { globalPrivacyControl } from '@aisle/tracker/plugins/globalPrivacyControl';
import { addToTag } from './addToTag.js';

addToTag(globalPrivacyControl());
