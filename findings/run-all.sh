#!/usr/bin/env bash
# npm run findings: runs each finding, or those named, and says which still hold. Exit 1 where one changed, 2 where one could not be tried.
cd "$(dirname "$0")/.." || exit 2
[ $# -gt 0 ] || { shopt -s nullglob; set -- findings/*.sh; }
worst=0
for script in "$@"; do
  [ "$(basename "$script")" = run-all.sh ] && continue
  output=$(bash "$script" 2>&1)
  case $? in
    0) verdict=holds ;;
    1) verdict=CHANGED; worst=1 ;;
    *) verdict='not tried'; [ $worst -eq 1 ] || worst=2 ;;
  esac
  printf '%-10s %s\n' "$verdict" "$script"
  [ "$verdict" = holds ] || printf '%s\n' "$output" | sed 's/^/    /'
done
exit $worst
