export { defineSlot, type SlotHost } from '../slot/defineSlot.js';
