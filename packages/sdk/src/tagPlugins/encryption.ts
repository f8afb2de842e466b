import { encryption } from '@aisle/tracker/plugins/encryption';
import { addToTag } from './addToTag.js';

addToTag(encryption());
