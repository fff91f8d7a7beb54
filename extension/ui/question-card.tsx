import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { printable } from '#core/printable.ts';
import type { QuestionAnswer } from '#core/protocol/live.ts';
import type { QuestionView } from '#core/protocol/live-view.ts';
import { AccountIdText } from './account-id.tsx';
import { ProductionMark } from './production-mark.tsx';
import { timeAgo } from './time-text.ts';

interface Props {
  readonly question: QuestionView;
  /** Whether the buttons work now. The value comes from `useSettled`. */
  readonly isReady: boolean;
  onAnswer(answer: QuestionAnswer): void;
}

const ANSWERS: readonly (readonly [QuestionAnswer, string])[] = [
  ['hour', 'Allow for 1 hour'],
  ['once', 'Allow once'],
  ['deny', 'Deny'],
];

/**
 * The answers to a question about a new profile. `Allow for 1 hour` is missing, because a profile is set up only once.
 */
const SET_UP_ANSWERS: typeof ANSWERS = [
  ['once', 'Set up'],
  ['deny', 'Deny'],
];

/**
 * The card with a question: what a program asks for, and the buttons for the answers. No part of the card gets the
 * focus automatically.
 */
export function QuestionCard({ question, isReady, onAnswer }: Props) {
  const { accountName, accountId, roleName, profile, isProduction, setUp } = question;
  return (
    <section class={isProduction ? 'question for-production' : 'question'} aria-label={`Question about ${profile}`}>
      <dl>
        <Row label={setUp ? 'New profile' : 'Profile'}>
          <Foreign text={profile} />
        </Row>
        <Row label="Account">
          {accountName !== null && <Foreign text={accountName} />} <AccountIdText id={accountId} />{' '}
          {isProduction && <ProductionMark />}
        </Row>
        <Row label="Role">
          <Foreign text={roleName} />
        </Row>
        {setUp && (
          <Row label="Portal">
            <Foreign text={setUp.portal} />
          </Row>
        )}
      </dl>
      {setUp && <p>The program wants this live profile in your AWS config file. Keyferry will ask before each use.</p>}
      <Program {...question.client} />
      <p class="muted">
        Asked <Age askedAt={question.askedAt} />
      </p>
      <div class="answers">
        {(setUp ? SET_UP_ANSWERS : ANSWERS).map(([answer, label]) => (
          <button key={answer} type="button" aria-disabled={!isReady} onClick={() => onAnswer(answer)}>
            {label}
          </button>
        ))}
      </div>
    </section>
  );
}

function Row({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/**
 * A text from another program or website. Right-to-left letters in it do not change the order of the text around it. A
 * long text is cut after some lines.
 */
function Foreign({ text }: { text: string }) {
  const shown = printable(text);
  return (
    <bdi class="foreign" title={shown}>
      {shown}
    </bdi>
  );
}

/**
 * The facts about the program that asks. If the host did not find the program's process, the card shows only what the
 * program says about itself.
 */
function Program({ program, script, folder, terminal, agent, via, isVerified }: QuestionView['client']) {
  const rows = [
    ['Program', program],
    ['Script', script],
    ['Folder', folder],
    ['Terminal', terminal],
    ['Coding agent', agent],
    ['Comes from', via],
  ] as const;
  return (
    <>
      <h2>
        {program === undefined
          ? 'The program has no known name'
          : isVerified
            ? 'The program'
            : 'The program says it is'}
      </h2>
      <dl>
        {rows.map(
          ([label, text]) =>
            text !== undefined && (
              <Row key={label} label={label}>
                <Foreign text={text} />
              </Row>
            ),
        )}
      </dl>
    </>
  );
}

/** How long ago the program asked. */
function Age({ askedAt }: { askedAt: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <>{timeAgo(askedAt, now)}</>;
}

/** The heading of a question: it says what the program asks for. */
export const askedFor = ({ setUp }: QuestionView): string =>
  setUp ? 'A program asks for a new profile' : 'A program asks for keys';
