/** A file that install writes. */
export interface PlannedFile {
  readonly role: 'program' | 'settings' | 'wrapper' | 'launcher' | 'manifest';
  /** Label of the browser that reads a manifest; empty for other files. */
  readonly browser: string;
  readonly path: string;
  readonly content: string | Buffer;
  readonly mode: number;
  /**
   * This field is set if Linux inside WSL writes the file to the disk of Windows, where files have no Linux mode or
   * owner.
   */
  readonly onWindows?: true;
}
