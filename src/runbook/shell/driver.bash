# The one shell of a run. Reads "file<TAB>mark" lines on descriptor 3, sources each file, and answers on descriptor 4
# with "status<TAB>PIPESTATUS" ended by NUL. The mark on stdout and stderr says that all before it belongs to the step:
# waiting for them to close would wait for any process that the step left behind.
#
# A step runs in this very shell and may change anything in it. So each gets the streams anew, whatever the one before
# redirected, the trap is set anew, and builtins are enabled anew and called as such, whatever functions have their names.
# POSIX mode, which an assignment turns on, is where even a function cannot replace `unset`.
#
# Descriptor 97 is the file that marks the processes of a run (processes.ts); steps and what they start inherit it.
exec 97<&5 5<&- 98>&1 99>&2 >/dev/null 2>&1
printf 'ready\0' >&4
while
  # An answer that could not be given would be waited for: then the shell ends.
  [[ $? -eq 0 ]] && {
    POSIXLY_CORRECT=y
    unset -f enable
    enable builtin printf read source trap unset
    unset -f builtin
    unset POSIXLY_CORRECT
    builtin trap '{ __pg_pipe=("${PIPESTATUS[@]}"); } 2>/dev/null' RETURN
    IFS=$'\t' builtin read -r -u 3 __pg_file __pg_mark
  }
do
  __pg_pipe=()
  builtin source "$__pg_file" </dev/null >&98 2>&99 3<&- 4>&- 98>&- 99>&-
  __pg_status=$?
  POSIXLY_CORRECT=y
  unset -f enable
  enable builtin printf read source trap unset
  unset -f builtin
  unset POSIXLY_CORRECT
  builtin printf '%s' "$__pg_mark" >&98
  builtin printf '%s' "$__pg_mark" >&99
  builtin printf '%s\t' "$__pg_status" >&4
  # Empty when the step took the trap away: then nobody knows what became of the parts of its pipeline.
  builtin printf '%s ' "${__pg_pipe[@]-}" >&4
  builtin printf '\0' >&4
done
