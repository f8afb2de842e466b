import type { EventType } from '@aisle/core';

/** The words of a sentence. Texts in braces are slots. */
export interface ExplanationTexts {
  /** By type of event, with {what} and {when}. Events of other types are not named. */
  readonly because: Partial<Readonly<Record<EventType, string>>>;
  /** One item, with {name}. */
  readonly named: string;
  /** One item without a name. */
  readonly one: string;
  /** One item without a name, with {category}. */
  readonly oneOf: string;
  /** With {count}. */
  readonly several: string;
  /** With {count} and {category}. */
  readonly severalOf: string;
  /** Numbers from 2 on in words. Larger ones are digits. */
  readonly numbers: readonly string[];
  readonly today: string;
  readonly yesterday: string;
  /** With {day}, the name of a day of the last week. */
  readonly onWeekday: string;
  /** With {day}, a day and its month. */
  readonly onDate: string;
  /**
   * Better texts than `oneOf` and `severalOf` for categories of the shop, by the last name of their path and by plural form,
   * with {count}: `{ 'Espresso machines': { one: 'an espresso machine', other: '{count} espresso machines' } }`.
   */
  readonly nouns?: Readonly<Record<string, Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>>>;
}

const en: ExplanationTexts = {
  because: {
    view_item: 'because you looked at {what} {when}',
    select_item: 'because you looked at {what} {when}',
    add_to_wishlist: 'because you saved {what} {when}',
    add_to_cart: 'because you put {what} into the cart {when}',
    remove_from_cart: 'because you took {what} out of the cart {when}',
    purchase: 'because you bought {what} {when}',
  },
  named: '“{name}”',
  one: 'an item',
  oneOf: 'an item in “{category}”',
  several: '{count} items',
  severalOf: '{count} items in “{category}”',
  numbers: ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'],
  today: 'today',
  yesterday: 'yesterday',
  onWeekday: 'on {day}',
  onDate: 'on {day}',
};

// The translations are unreviewed: no native speaker has read them.

const de: ExplanationTexts = {
  because: {
    view_item: 'weil Sie {when} {what} angesehen haben',
    select_item: 'weil Sie {when} {what} angesehen haben',
    add_to_wishlist: 'weil Sie sich {when} {what} gemerkt haben',
    add_to_cart: 'weil Sie {when} {what} in den Warenkorb gelegt haben',
    remove_from_cart: 'weil Sie {when} {what} aus dem Warenkorb genommen haben',
    purchase: 'weil Sie {when} {what} gekauft haben',
  },
  named: '„{name}“',
  one: 'einen Artikel',
  oneOf: 'einen Artikel aus „{category}“',
  several: '{count} Artikel',
  severalOf: '{count} Artikel aus „{category}“',
  numbers: ['zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun', 'zehn'],
  today: 'heute',
  yesterday: 'gestern',
  onWeekday: 'am {day}',
  onDate: 'am {day}',
};

const fr: ExplanationTexts = {
  because: {
    view_item: 'parce que vous avez regardé {what} {when}',
    select_item: 'parce que vous avez regardé {what} {when}',
    add_to_wishlist: 'parce que vous avez enregistré {what} {when}',
    add_to_cart: 'parce que vous avez mis {what} dans le panier {when}',
    remove_from_cart: 'parce que vous avez retiré {what} du panier {when}',
    purchase: 'parce que vous avez acheté {what} {when}',
  },
  named: '« {name} »',
  one: 'un article',
  oneOf: 'un article de « {category} »',
  several: '{count} articles',
  severalOf: '{count} articles de « {category} »',
  numbers: ['deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix'],
  today: 'aujourd’hui',
  yesterday: 'hier',
  onWeekday: '{day}',
  onDate: 'le {day}',
};

const es: ExplanationTexts = {
  because: {
    view_item: 'porque ha visto {what} {when}',
    select_item: 'porque ha visto {what} {when}',
    add_to_wishlist: 'porque ha guardado {what} {when}',
    add_to_cart: 'porque ha puesto {what} en el carrito {when}',
    remove_from_cart: 'porque ha quitado {what} del carrito {when}',
    purchase: 'porque ha comprado {what} {when}',
  },
  named: '«{name}»',
  one: 'un artículo',
  oneOf: 'un artículo de «{category}»',
  several: '{count} artículos',
  severalOf: '{count} artículos de «{category}»',
  numbers: ['dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve', 'diez'],
  today: 'hoy',
  yesterday: 'ayer',
  onWeekday: 'el {day}',
  onDate: 'el {day}',
};

const zh: ExplanationTexts = {
  because: {
    view_item: '因为您{when}浏览了{what}',
    select_item: '因为您{when}浏览了{what}',
    add_to_wishlist: '因为您{when}收藏了{what}',
    add_to_cart: '因为您{when}把{what}加入了购物车',
    remove_from_cart: '因为您{when}从购物车中移除了{what}',
    purchase: '因为您{when}购买了{what}',
  },
  named: '“{name}”',
  one: '一件商品',
  oneOf: '“{category}”中的一件商品',
  several: '{count}件商品',
  severalOf: '“{category}”中的{count}件商品',
  numbers: ['两', '三', '四', '五', '六', '七', '八', '九', '十'],
  today: '今天',
  yesterday: '昨天',
  onWeekday: '{day}',
  onDate: '{day}',
};

/** By language. */
export const explanationTexts: Readonly<Record<'de' | 'en' | 'es' | 'fr' | 'zh', ExplanationTexts>> = {
  de,
  en,
  es,
  fr,
  zh,
};

/** The texts of a locale such as `de-AT`; English for other languages. */
export const textsOf = (locale: string): ExplanationTexts =>
  explanationTexts[locale.slice(0, 2).toLowerCase() as keyof typeof explanationTexts] ?? en;
