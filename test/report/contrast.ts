/** A text whose contrast is below the limit of WCAG 2.2 level AA. */
export interface LowContrast {
  readonly text: string;
  readonly ratio: number;
}

/**
 * Every visible text of the page whose contrast with its background is too low: 3 for large text, 4.5 for other text
 * (https://www.w3.org/TR/WCAG22/#contrast-minimum). Runs in the page.
 */
export function textsOfLowContrast(): LowContrast[] {
  type Colour = readonly [red: number, green: number, blue: number, alpha: number];
  const colourOf = (css: string): Colour => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = [...css.matchAll(/[\d.]+/g)].map(Number);
    return [red, green, blue, alpha];
  };
  const luminance = (colour: Colour) => {
    const [red, green, blue] = colour
      .slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)) as [
      number,
      number,
      number,
    ];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const backgroundOf = (element: Element): Colour => {
    for (let at: Element | null = element; at; at = at.parentElement) {
      const colour = colourOf(getComputedStyle(at).backgroundColor);
      if (colour[3] === 1) return colour;
      if (colour[3] > 0) throw new Error(`A background of ${at.tagName} is half transparent.`);
    }
    return [255, 255, 255, 1];
  };
  const found: LowContrast[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement!;
    const text = texts.currentNode.textContent!.trim();
    if (text === '' || element.closest('title, desc, style')) continue;
    const style = getComputedStyle(element);
    const isDrawn = element.closest('svg') !== null;
    const [a, b] = [colourOf(isDrawn ? style.fill : style.color), backgroundOf(element)].map(luminance) as [
      number,
      number,
    ];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) found.push({ text, ratio });
  }
  return found;
}
