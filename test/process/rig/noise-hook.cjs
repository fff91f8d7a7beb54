// The built host loads this file with `--require`. This file prints to stdout at several times, as a careless library
// could do.
setTimeout(() => {
  console.log('noise from console.log');
  console.info('noise from console.info');
  console.table([{ noise: 1 }]);
  console.dir({ noise: 1 });
  process.stdout.write('noise from process.stdout\n');
  process.emitWarning('noise from a warning');
}, 0);
process.on('warning', () => console.debug('noise from a listener'));
