import { CopyLine } from '../../ui/copy-line.tsx';

interface Props {
  readonly name: string;
  commandFor(name: string): string | null;
}

/** The command that tests a profile. */
export const testCommand = (name: string): string => `aws sts get-caller-identity --profile ${name}`;

/** The command that makes the user's shell use a profile. The tooltip contains the command that tests the profile. */
export function UseProfile({ name, commandFor }: Props) {
  const command = commandFor(name) ?? testCommand(name);
  return <CopyLine key={command} text={command} title={`To test the profile: ${testCommand(name)}`} />;
}
