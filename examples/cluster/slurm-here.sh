#!/usr/bin/env bash
# Starts Slurm on this machine as plain processes, in a folder of its own, and stops it: to try a job array without a cluster.
#   slurm-here.sh start FOLDER     prints what to export: SLURM_CONF
#   slurm-here.sh stop FOLDER
# Needs Debian's slurm-wlm and munge (apt-get install slurm-wlm munge). Touches nothing outside FOLDER.
set -euo pipefail

folder=$(mkdir -p "$2" && cd "$2" && pwd)
host=$(hostname -s)
port=${SLURM_HERE_PORT:-16817}

die() { echo "slurm-here: $1" >&2; exit 1; }

stop_one() {
  local file=$folder/$1.pid pid
  [ -s "$file" ] || return 0
  pid=$(cat "$file")
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  rm -f "$file"
}

stop() { for name in slurmd slurmctld munged; do stop_one $name; done; }

configure() {
  cat > "$folder/slurm.conf" <<CONF
ClusterName=here
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CryptoType=crypto/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
MpiDefault=none
ReturnToService=0
KillWait=5
MinJobAge=300
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=1000
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
CONF
}

start() {
  for name in munged slurmctld slurmd sbatch; do
    command -v "$name" > /dev/null || [ -x "/usr/sbin/$name" ] || die "there is no $name: apt-get install slurm-wlm munge"
  done
  chmod 755 "$folder"
  mkdir -p "$folder/state" "$folder/spool"
  [ -s "$folder/munge.key" ] || (umask 077 && head -c 1024 /dev/urandom > "$folder/munge.key")
  configure
  munged --force --socket="$folder/munge.socket" --key-file="$folder/munge.key" --pid-file="$folder/munged.pid" \
    --log-file="$folder/munged.log" --seed-file="$folder/munge.seed" < /dev/null > "$folder/munged.out" 2>&1 ||
    die "munged did not start: $(tail -1 "$folder/munged.out")"
  export SLURM_CONF=$folder/slurm.conf
  slurmctld > "$folder/slurmctld.out" 2>&1 || die "slurmctld did not start: $(tail -1 "$folder/slurmctld.out")"
  slurmd > "$folder/slurmd.out" 2>&1 || die "slurmd did not start: $(tail -1 "$folder/slurmd.out")"
  for _ in $(seq 300); do
    [ "$(sinfo -h -o %t 2>/dev/null || true)" = idle ] && { echo "SLURM_CONF=$SLURM_CONF"; return 0; }
    sleep 0.1
  done
  die "the node does not come up: $(tail -1 "$folder/slurmd.log")"
}

PATH=$PATH:/usr/sbin:/sbin
case $1 in
  start) start ;;
  stop) stop ;;
  *) die "start FOLDER or stop FOLDER" ;;
esac
