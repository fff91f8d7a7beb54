/** A file that install writes. */
export interface PlannedFile {
  readonly role: 'program' | 'settings' | 'wrapper' | 'launcher' | 'manifest';
  /** Label of the browser that reads a manifest; empty for other files. */
  readonly browser: string;
  readonly path: string;
  readonly content: string | Buffer;
  readonly mode: number;
  /** Set for a file on the disk of Windows, seen from WSL. Linux sees no modes and no owners there. */
  readonly onWindows?: true;
}
