#!/bin/sh
# check_globals.sh - no mutable globals or function statics in our objects.
#
#   tools/check_globals.sh BUILD     a build without sanitizers or coverage
#
# Lists every variable in .data, .bss or thread-local storage. Constants with addresses in them
# (.data.rel.ro) are fine.
case ${1:-} in
    -h|--help|'') sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
found=$(
    find "$1/src" -name '*.o' | sort | while read -r object; do
        objdump -t "$object" | awk -v o="${object##*/}" '
            / d +\./ || /\.data\.rel\.ro/ { next }
            / O .*\.(data|bss)/ || /\*COM\*/ || /\.t(data|bss)/ { print o ": " $NF }'
    done
)
if [ -n "$found" ]; then
    echo "$found" | sed 's/$/ can change: pass it as a parameter, or make it const/'
    echo "globals: 0 passed, $(echo "$found" | wc -l) failed"
    exit 1
fi
echo "globals: 1 passed, 0 failed"
