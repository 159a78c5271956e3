/**
 * Arquero, with the version of flechette that it is to take: it asks for any from 2, and the newest asks for a package that is
 * not in the registry. Where our own settings and lock file do not count, only what one module names together is chosen together.
 *
 * @module
 */
import "npm:@uwdata/flechette@2.6.0";
export * from "npm:arquero@8.0.3";
