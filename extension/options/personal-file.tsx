import { useRef, useState } from 'preact/hooks';
import { type ErrorReply, type KeyferryError, toErrorReply } from '#core/errors.ts';
import { notReadable, tooLarge } from '#core/personal-file/import-refused.ts';
import { FILE_NAME, MAX_FILE_BYTES } from '#core/personal-file/limits.ts';
import type { ImportPreview } from '#core/protocol/messages.ts';
import { ask } from '../ui/worker-client.ts';
import { ImportDialog } from './import-dialog.tsx';
import type { Report } from './outcome.tsx';

/** Makes the browser download a text as a file. */
function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: FILE_NAME });
  link.click();
  // Firefox needs the URL for some time after the click, so the URL is revoked later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const refusal = (error: KeyferryError) => toErrorReply(error, 'import');

/** The text of the file that the user chose. A large file is refused before it is read. */
async function textOf(file: File): Promise<{ readonly ok: true; readonly text: string } | ErrorReply> {
  if (file.size > MAX_FILE_BYTES) return refusal(tooLarge());
  try {
    return { ok: true, text: await file.text() };
  } catch {
    return refusal(notReadable());
  }
}

const values = (count: number) => (count === 1 ? '1 value' : `${count} values`);

interface Chosen {
  readonly text: string;
  readonly preview: ImportPreview;
}

/** The buttons that export and import favourites, labels, regions and names. */
export function PersonalFile({ report }: { report: Report }) {
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<Chosen | null>(null);

  const exportAll = async () => {
    report(null);
    const answer = await ask('options/export-personal', {});
    if (!answer.ok) return report(answer);
    const { text, portals } = answer.value;
    if (portals === 0) return report('There is nothing to export yet.');
    download(text);
    report(`${FILE_NAME} was downloaded.`);
  };

  const choose = async (field: HTMLInputElement) => {
    const file = field.files?.[0];
    if (!file) return;
    report(null);
    const read = await textOf(file);
    // Clears the field, so that the user can choose the same file a second time.
    field.value = '';
    if (!read.ok) return report(read);
    const answer = await ask('options/plan-import', { text: read.text });
    if (answer.ok) setChosen({ text: read.text, preview: answer.value });
    else report(answer);
  };

  const answered = async (yes: boolean) => {
    setChosen(null);
    if (!yes || !chosen) return;
    const answer = await ask('options/import-personal', { text: chosen.text, seen: chosen.preview.seen });
    report(answer.ok ? `Imported: ${values(answer.value.added)} added, ${answer.value.changed} changed.` : answer);
  };

  return (
    <section>
      <h2>Favourites and labels</h2>
      <p class="muted">
        One file with your favourites, labels, regions and names, for another browser or computer. It contains account
        ids, role names and your own words, but no secrets and no user names.
      </p>
      <div class="buttons">
        <button type="button" onClick={() => void exportAll()}>
          Export
        </button>
        <button type="button" onClick={() => input.current?.click()}>
          Import …
        </button>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          hidden
          onChange={(event) => void choose(event.currentTarget)}
        />
      </div>
      {chosen && <ImportDialog preview={chosen.preview} onAnswer={(yes) => void answered(yes)} />}
    </section>
  );
}
