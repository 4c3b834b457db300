#!/usr/bin/env bash
# A library as a Slurm job array, a shard a task:
#   sbatch --array=0-6 --export=ALL,PLAN=/library/plan.ndjson,OUT=/library/notes slurm.sh
# Any range of ids will do (--array=0-99%20 runs twenty at once). PLAN and its companions, OUT and alloy lie where every node sees them.
#SBATCH --job-name=alloy-library
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --cpus-per-task=1
set -u

: "${PLAN:?the plan: sbatch --export=ALL,PLAN=…,OUT=… slurm.sh}" "${OUT:?the folder of the library}"
# A command with arguments, such as "npx alloy".
read -r -a alloy <<< "${ALLOY:-alloy}"
shard=$((SLURM_ARRAY_TASK_ID - SLURM_ARRAY_TASK_MIN + 1))/$SLURM_ARRAY_TASK_COUNT

# In the background, so that the shell hears SIGTERM (time limit, preemption, requeue) and passes it on.
"${alloy[@]}" render "$PLAN" --out "$OUT" --shard "$shard" --jobs "${SLURM_CPUS_PER_TASK:-1}" --json-lines --quiet &
worker=$!
trap 'kill -TERM $worker 2>/dev/null' TERM INT
wait $worker
status=$?
# interrupted while it waited: what the worker ends with
while kill -0 $worker 2>/dev/null; do wait $worker; status=$?; done

# 75: ended by a signal, run it again. 137: killed with -9, out of memory for one: again, three times at most.
if [ $status -eq 75 ] || { [ $status -eq 137 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 3 ]; }; then
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
fi
exit $status
