#!/usr/bin/env bash
# A library with GNU parallel, on this machine or over ssh, a shard a job. Run it again, and it goes on with what failed.
#   parallel.sh PLAN OUT SHARDS [parallel's options]
#   parallel.sh plan.ndjson notes 7 --jobs 2
#   parallel.sh /library/plan.ndjson /library/notes 200 --sshlogin 8/node1,8/node2     # both see /library
#   … --ssh 'ssh -F ssh_config' --sshlogin 1/node1    ssh's own options: in --sshlogin their blanks would spoil the log that --resume-failed reads
# Ends with the number of shards that failed. OUT/joblog.tsv says which: --resume-failed reads it.
set -eu

[ $# -ge 3 ] || { echo "parallel.sh PLAN OUT SHARDS [parallel's options]" >&2; exit 2; }
plan=$1 out=$2 shards=$3
shift 3
mkdir -p "$out"
# --retries would not help a plan that cannot be used (exit code 2); a job that was killed is run again by the next call.
seq "$shards" | exec parallel --joblog "$out/joblog.tsv" --resume-failed --halt never --termseq TERM,3000,KILL,100 "$@" \
  "${ALLOY:-alloy} render '$plan' --out '$out' --shard {}/$shards --jobs 1 --quiet"
