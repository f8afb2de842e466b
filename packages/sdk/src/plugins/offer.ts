export { defineOffer, type OfferHost } from '../offer/defineOffer.js';
