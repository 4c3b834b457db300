/** Starts OpenSSH's server as a plain process, with keys of its own in a folder, so that GNU parallel can reach "other" machines: this one. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** Where a server that root starts has its empty folder; Debian's service makes it. */
const PRIVILEGE_FOLDER = '/run/sshd';

/** A port that nobody listens on. */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function key(path) {
  const { status, stderr } = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
  if (status !== 0) throw new Error(`ssh-keygen: ${stderr}`);
}

function configure(folder, port) {
  const at = (name) => join(folder, name);
  key(at('host-key'));
  key(at('user-key'));
  copyFileSync(at('user-key.pub'), at('authorized_keys'));
  chmodSync(at('authorized_keys'), 0o600);
  writeFileSync(
    at('sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${at('host-key')}`,
      `AuthorizedKeysFile ${at('authorized_keys')}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'MaxStartups 100',
      '',
    ].join('\n'),
  );
  writeFileSync(
    at('ssh_config'),
    [
      'Host node1 node2',
      '  HostName 127.0.0.1',
      `  Port ${port}`,
      `  User ${userInfo().username}`,
      `  IdentityFile ${at('user-key')}`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile ${at('known_hosts')}`,
      '  StrictHostKeyChecking accept-new',
      '  BatchMode yes',
      '  LogLevel ERROR',
      '',
    ].join('\n'),
  );
}

/**
 * Starts a server on a port of 127.0.0.1, that is known by the names node1 and node2.
 * @returns the client's command line, and `stop`. @throws Error where it does not answer.
 */
export async function startSshd(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  configure(folder, await freePort());
  if (process.getuid() === 0 && !existsSync(PRIVILEGE_FOLDER)) mkdirSync(PRIVILEGE_FOLDER, { mode: 0o755 });
  const log = join(folder, 'sshd.log');
  // by its whole path: it starts itself again for each connection
  const program = ['/usr/sbin/sshd', '/usr/bin/sshd'].find(existsSync);
  const server = spawn(program, ['-D', '-f', join(folder, 'sshd_config'), '-E', log], { stdio: 'ignore' });
  const ended = new Promise((resolve) => server.on('close', resolve));
  const stop = async () => {
    server.kill();
    await ended;
  };
  const client = ['ssh', '-F', join(folder, 'ssh_config')];
  for (let tries = 0; server.exitCode === null && tries < 600; tries++) {
    if (spawnSync(client[0], [...client.slice(1), 'node1', 'true']).status === 0)
      return { client: client.join(' '), stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const said = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').at(-1) : 'it did not start';
  await stop();
  throw new Error(`sshd does not let its own user in: ${said}`);
}
