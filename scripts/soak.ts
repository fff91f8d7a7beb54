import test from './test.ts';

/** The long forms of every test that has one, behind KEYFERRY_SOAK. Returns the exit status. */
export default async function main(): Promise<number> {
  process.env.KEYFERRY_SOAK = '1';
  return test();
}
