/** Inserted by the build. */
declare const FIRST_PAINT_STYLE: string;
declare const STUB_FIRST_PAINT: string;

/** The script that orders server-rendered lists before first paint, for an inline script in the page's head. */
export const firstPaintStyle: string = FIRST_PAINT_STYLE;
/** The stub of the script tag, which also orders lists before first paint, for an inline script in the page's head. */
export const stubFirstPaint: string = STUB_FIRST_PAINT;
