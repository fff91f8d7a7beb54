import { useState } from 'preact/hooks';
import type { NameParts } from '#core/names/template.ts';
import { type ConsoleService, servicesFor } from '#core/portals/console-services.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { ServiceField } from './service-field.tsx';
import { ServiceList, serviceId } from './service-list.tsx';

interface Props {
  /** The role with which the user is signed in to the console. */
  readonly role: NameParts;
  onClose(): void;
  /**
   * Opens the console.
   * @param page a page of the console, in the form that `consoleDestination` accepts
   */
  onOpen(page: string): void;
}

/**
 * The dialog in which the user chooses a page of the console. When the user types, the list shows only the pages that
 * match. Enter opens the marked page.
 */
export function ConsoleDialog({ role, onClose, onOpen }: Props) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const services = servicesFor(text);
  const active = services[Math.min(at, services.length - 1)];
  const open = (service: ConsoleService | undefined) => {
    if (!service) return;
    onClose();
    onOpen(service.page);
  };
  const move = (by: number) => {
    const next = Math.max(0, Math.min(services.length - 1, at + by));
    setAt(next);
    const id = services[next] && serviceId(services[next]);
    if (id) document.getElementById(id)?.scrollIntoView({ block: 'nearest' });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    open(active);
  };
  return (
    <ModalDialog class="console-dialog" aria-labelledby="console-title" onCancel={onClose}>
      <form onSubmit={submit}>
        <h2 id="console-title">Open console</h2>
        <p class="muted console-role">
          as {role.roleName} in {role.accountName}
        </p>
        <ServiceField
          text={text}
          active={active}
          onText={(typed) => {
            setText(typed);
            setAt(0);
          }}
          onMove={move}
        />
        <ServiceList services={services} active={active} onOpen={open} />
        {services.length === 0 && (
          <p class="muted" role="status">
            No page is called {text.trim()}. Under Customise you can set any page for this role.
          </p>
        )}
        <div class="actions">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary" aria-disabled={active === undefined}>
            {active ? `Open ${active.name}` : 'Open'}
          </button>
        </div>
      </form>
    </ModalDialog>
  );
}
