/**
 * Where Jupyter looks for kernels.
 *
 * @module
 */

/** What the places depend on. */
export interface SystemVariables {
  readonly os: string;
  readonly variable: (name: string) => string | undefined;
}

/** Where this process is. */
export function surroundings(): SystemVariables {
  return { os: Deno.build.os, variable: (name) => Deno.env.get(name) };
}

/** The person's own directory of Jupyter's data. */
export function userDataDirectory({ os, variable }: SystemVariables): string {
  const said = variable("JUPYTER_DATA_DIR");
  if (said) return said;
  const home = variable("HOME") ?? variable("USERPROFILE") ?? ".";
  if (os === "darwin") return `${home}/Library/Jupyter`;
  if (os === "windows") return `${variable("APPDATA") ?? home}/jupyter`;
  return `${variable("XDG_DATA_HOME") ?? `${home}/.local/share`}/jupyter`;
}

/** Everything that Jupyter searches, in its order. */
export function dataDirectories(place: SystemVariables): string[] {
  const listed = place.variable("JUPYTER_PATH")?.split(place.os === "windows" ? ";" : ":").filter(Boolean) ?? [];
  const environment = place.variable("VIRTUAL_ENV") ?? place.variable("CONDA_PREFIX");
  return [
    ...listed,
    userDataDirectory(place),
    ...environment ? [`${environment}/share/jupyter`] : [],
    "/usr/local/share/jupyter",
    "/usr/share/jupyter",
  ];
}
