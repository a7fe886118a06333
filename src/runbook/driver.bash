# The one shell of a run. Reads "file<TAB>mark" lines on descriptor 3, sources each file, and answers on descriptor 4
# with "status<TAB>PIPESTATUS<TAB>directory" ended by NUL. The mark on stdout and stderr says that all before it belongs
# to the step: waiting for them to close would wait for any process that the step left behind.
trap '__pg_pipe="${PIPESTATUS[*]}"' RETURN
while IFS=$'\t' read -r -u 3 __pg_file __pg_mark; do
  source "$__pg_file" </dev/null 3<&- 4>&-
  __pg_status=$?
  printf '%s' "$__pg_mark"
  printf '%s' "$__pg_mark" >&2
  printf '%s\t%s\t%s\0' "$__pg_status" "$__pg_pipe" "$PWD" >&4
done
