import { callTag } from '../callTag.js';
import { defineSlot } from '../slot/defineSlot.js';

defineSlot({
  predict: callTag('predict'),
  related: callTag('related'),
  boughtWith: callTag('boughtWith'),
  trending: callTag('trending'),
  subscribe: callTag('subscribe'),
});
