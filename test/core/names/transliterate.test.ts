import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { losesLetters, toLatin } from '#core/names/transliterate.ts';
import '../../fixed-seed.ts';

describe('the function toLatin', () => {
  it.each([
    ['Straße ÆØÅ Þórr ŁĐ', 'Strasse AEOA Thorr LD'],
    ['Щи, щит, ЩИТ, Щ', 'Shchi, shchit, SHCHIT, Shch'],
    ['Київ Їжак Ґанок Єва', 'Kiyiv Yizhak Ganok Yeva'],
    ['Ўзбекистон объект', 'Uzbekiston obekt'],
    ['Ψυχή Χίος', 'Psychi Chios'],
    ['Йошкар-Ола', 'Yoshkar-Ola'],
    ['Љубав Њива Ћуприја', 'Ljubav Njiva Cuprija'],
    ['İstanbul ğış', 'Istanbul gis'],
    ['ﬁn 1²', 'fin 12'],
  ])('spells %s as %s', (text, latin) => {
    expect(toLatin(text)).toBe(latin);
    expect(toLatin(text.normalize('NFD'))).toBe(latin);
  });

  it('changes neither ASCII text nor letters of alphabets that it does not know', () => {
    expect(toLatin('a Z_9 ~!')).toBe('a Z_9 ~!');
    expect(toLatin('本番 x')).toBe('本番 x');
  });

  it('spells every Greek and Cyrillic letter of modern alphabets with Latin letters', () => {
    const alphabets = ['αβγδεζηθικλμνξοπρσςτυφχψω', 'абвгдеёжзийклмнопрстуфхцчшщъыьэюя', 'іїєґўђјљњћџѓќѕәғқңөұүһ'];
    for (const letter of alphabets.join('')) {
      expect(toLatin(letter), letter).toMatch(/^[a-z]*$/);
      expect(toLatin(letter.toUpperCase()), letter).toMatch(/^[A-Za-z]*$/);
    }
  });

  it('attack 9: never fails, and does not change its own result if it gets this result as input', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(toLatin(toLatin(text))).toBe(toLatin(text));
      }),
    );
  });
});

describe('the function losesLetters', () => {
  it('returns true if a text has letters or digits without a Latin spelling', () => {
    for (const text of ['本番', 'dev 本番', 'עברית', '١٢', 'ไทย']) expect(losesLetters(text), text).toBe(true);
    for (const text of ['', ' ', 'a', 'Größe', 'Москва', '🦊 fox', 'a & b'])
      expect(losesLetters(text), text).toBe(false);
  });
});

it('the source files for transliteration and account names together are smaller than 3 kB after gzip', () => {
  const files = ['transliterate', 'account-name', 'slug'].map((name) => `core/names/${name}.ts`);
  expect(gzipSync(files.map((file) => readFileSync(file, 'utf8')).join('')).length).toBeLessThan(3 * 1024);
});
