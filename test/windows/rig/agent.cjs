// This program runs in the Windows version of Node under wine. It starts other Windows programs with real pipes. The
// first process in wine cannot have pipes, so the tests, which run outside wine, send commands to this program: JSON
// lines over a port on loopback.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');

const running = new Map();
const held = new Map();
const socket = net.connect(Number(process.argv[2]), '127.0.0.1');
const say = (event) => socket.write(`${JSON.stringify(event)}\n`);

const operations = {
  spawn({ id, program, args, ...options }) {
    const child = spawn(program, args, { ...options, windowsHide: true });
    running.set(id, child);
    child.stdout.on('data', (bytes) => say({ id, event: 'stdout', data: bytes.toString('base64') }));
    child.stderr.on('data', (bytes) => say({ id, event: 'stderr', data: bytes.toString('base64') }));
    // A write to a program fails if the program has ended before it has read everything.
    child.stdin.on('error', () => {});
    child.on('error', ({ message }) => say({ id, event: 'failed', message }));
    child.on('close', (code, signal) => {
      running.delete(id);
      say({ id, event: 'closed', code, signal });
    });
  },
  write: ({ id, data }) => running.get(id)?.stdin.write(Buffer.from(data, 'base64')),
  end: ({ id }) => running.get(id)?.stdin.end(),
  kill: ({ id }) => running.get(id)?.kill('SIGKILL'),
  hold({ id, path }) {
    held.set(id, fs.openSync(path, 'r'));
    say({ id, event: 'held' });
  },
  release({ id }) {
    fs.closeSync(held.get(id));
    held.delete(id);
  },
};

let rest = '';
socket.setEncoding('utf8');
socket.on('data', (text) => {
  const lines = `${rest}${text}`.split('\n');
  rest = lines.pop();
  for (const line of lines) {
    const { operation, ...given } = JSON.parse(line);
    try {
      operations[operation](given);
    } catch ({ message }) {
      say({ id: given.id, event: 'failed', message: `${operation}: ${message}` });
    }
  }
});
socket.on('close', () => process.exit());
