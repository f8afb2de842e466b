/** The version of the published packages: compared with what a release needs; a test holds it to their package.json. */
export const SDK_VERSION = '0.1.0';
