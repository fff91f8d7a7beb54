import { describe, expect, it } from 'vitest';
import {
  addArguments,
  deleteArguments,
  exportArguments,
  hostKey,
  queryAllArguments,
  queryArguments,
  readExported,
  readValue,
  readValues,
} from '../../install-scripts/windows-registry.ts';

const KEY = 'HKCU\\Software\\Google\\Chrome\\NativeMessagingHosts\\com.keyferry.host';

describe('a key in the registry of Windows', () => {
  it('has the host’s name and is below the browser’s key, for one user or for everyone', () => {
    expect(hostKey('user', 'Software\\Google\\Chrome\\NativeMessagingHosts')).toBe(KEY);
    expect(hostKey('system', 'Software\\Mozilla\\NativeMessagingHosts')).toMatch(/^HKLM\\Software\\Mozilla\\/);
  });

  it('is read and changed with separate arguments for reg.exe, so that no shell interprets a path', () => {
    const odd = 'C:\\Users\\R&D %x% "y"\\m.json';
    expect(addArguments(KEY, odd)).toEqual(['add', KEY, '/ve', '/t', 'REG_SZ', '/d', odd, '/f']);
    expect(queryArguments(KEY)).toEqual(['query', KEY, '/ve']);
    expect(queryAllArguments(KEY)).toEqual(['query', KEY, '/s']);
    expect(deleteArguments(KEY)).toEqual(['delete', KEY, '/f']);
  });

  it.each([
    [`\r\n${KEY}\r\n    (Default)    REG_SZ    C:\\a b\\m.json\r\n\r\n`, 'C:\\a b\\m.json'],
    [`\r\n${KEY}\r\n    (Standard)    REG_SZ    C:\\Users\\Łukasz\\m.json\r\n`, 'C:\\Users\\Łukasz\\m.json'],
    [`\r\n${KEY}\r\n    NativeMessagingUserLevelHosts    REG_DWORD    0x0\r\n`, '0x0'],
    [`\r\n${KEY}\r\n    (Default)    REG_SZ    (value not set)\r\n`, '(value not set)'],
    ['', null],
    ['ERROR: The system was unable to find the specified registry key or value.\r\n', null],
  ])('has a value that Keyferry reads from the output of reg.exe: %j', (printed, value) => {
    expect(readValue(printed)).toBe(value);
  });

  it('is read with its values and the values of its subkeys', () => {
    const printed = `\r\nHKEY_X\\a\r\n    One    REG_DWORD    0x1\r\n    Two    REG_BINARY    00\r\n\r\nHKEY_X\\a\\b c\r\n    1    REG_SZ    *\r\n`;
    expect(readValues(printed)).toEqual([
      { key: 'HKEY_X\\a', name: 'One', value: '0x1' },
      { key: 'HKEY_X\\a\\b c', name: '1', value: '*' },
    ]);
    expect(readValues('')).toEqual([]);
  });

  it('is exported into a file, because the console cannot print some characters', () => {
    expect(exportArguments(KEY, 'C:\\x.reg')).toEqual(['export', KEY, 'C:\\x.reg', '/y']);
    const head = '\ufeffWindows Registry Editor Version 5.00\r\n\r\n';
    const own = `${head}[${KEY}]\r\n"Other"="x"\r\n@="C:\\\\Jörg\\\\名前 \\"y\\"\\\\m.json"\r\n\r\n`;
    expect(readExported(own)).toBe('C:\\Jörg\\名前 "y"\\m.json');
    expect(readExported(`${head}[${KEY}]\r\n\r\n[${KEY}\\sub]\r\n@="C:\\\\other"\r\n`)).toBeNull();
    expect(readExported('')).toBeNull();
  });
});
