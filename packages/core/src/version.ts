/** The version of the published packages. A release names the lowest version that can read it. */
export const SDK_VERSION = '0.1.0';
