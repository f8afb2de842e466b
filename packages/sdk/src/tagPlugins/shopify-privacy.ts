import { shopifyPrivacy } from '@aisle/tracker/plugins/shopify';
import { addToTag } from './addToTag.js';

addToTag(shopifyPrivacy());
