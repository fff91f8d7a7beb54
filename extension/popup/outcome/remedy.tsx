import type { ErrorCode } from '#core/errors.ts';
import { nextStep } from '../../ui/error-help.ts';
import { InstallLine } from '../../ui/install-line.tsx';

/** The actions that the button under an error can start. The button can also try the failed action again. */
export interface NextSteps {
  signIn(): void;
  refresh(): void;
  allow(): void;
  /** Makes the AWS folder writable only for its owner, then calls `retry`. */
  makePrivate(retry: () => void): void;
}

/** The next step after an error, as a button or a command. */
export function Remedy({ code, retry, steps }: { code: ErrorCode; retry(): void; steps: NextSteps }) {
  const button = (label: string, act: () => void) => (
    <button type="button" class="small" onClick={act}>
      {label}
    </button>
  );
  switch (nextStep(code)) {
    case 'retry':
      return button('Try again', retry);
    case 'sign-in':
      return button('Open the portal', steps.signIn);
    case 'refresh':
      return button('Refresh the list', steps.refresh);
    case 'allow':
      return button('Allow access', steps.allow);
    case 'make-private':
      return button('Make it private', () => steps.makePrivate(retry));
    case 'install':
      return <InstallLine />;
    default:
      return null;
  }
}
