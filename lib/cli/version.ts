/** Version of the command, and of the D language it speaks. */
export const VERSION = "0.1.0";
const D_VERSION = "1.13";
/** What -V prints. */
export const VERSION_LINE = `probebook ${VERSION}: Sun D ${D_VERSION}\n`;
