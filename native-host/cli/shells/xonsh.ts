import type { Integration } from './integration.ts';

export const xonsh: Integration = {
  wrapper: (program) => `def _keyferry_alias():
    import subprocess
    from xonsh.tools import unthreadable
    program = [${program.join(', ')}]
    @unthreadable
    def keyferry(args, stdin=None, stdout=None, stderr=None):
        env = __xonsh__.env.detype()
        if not args or args[0] != 'use':
            return subprocess.run([*program, *args], env=env, stdin=stdin, stdout=stdout, stderr=stderr).returncode
        done = subprocess.run([*program, 'use', '--shell', 'xonsh', *args[1:]], env=env, stdout=subprocess.PIPE)
        if done.returncode == 0:
            __xonsh__.execer.exec(done.stdout.decode(), glbs=__xonsh__.ctx)
        return done.returncode
    aliases['keyferry'] = keyferry
_keyferry_alias()
`,
  completion: (program) => `def _keyferry_completer():
    import subprocess
    from xonsh.completers.completer import add_one_completer
    from xonsh.completers.tools import RichCompletion, contextual_command_completer_for
    program = [${program.join(', ')}]
    @contextual_command_completer_for('keyferry')
    def keyferry(context):
        words = [word.value for word in context.args[1:context.arg_index]] + [context.prefix]
        done = subprocess.run([*program, 'completion', '--words', '--', *words], env=__xonsh__.env.detype(),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return {RichCompletion(word, append_space=True) for word in done.stdout.decode().splitlines()}
    add_one_completer('keyferry', keyferry, 'start')
_keyferry_completer()
`,
  startLine: 'execx($(keyferry shell-init xonsh))',
  startFile: '~/.xonshrc',
};
