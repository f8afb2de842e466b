import { googleConsentMode } from '@aisle/tracker/plugins/googleConsentMode';
import { addToTag } from './addToTag.js';

addToTag(googleConsentMode());
