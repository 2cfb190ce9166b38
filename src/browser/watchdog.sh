# Ends a driver's process group when the program that started it is gone, however it went.
# $1: the process group; $2: the folder that was its TMPDIR. Standard input is a pipe that the program holds open:
# "done" on it means that all is ended already; the end of it means that the program has died.
read -r word
[ "$word" = done ] && exit 0
kill -TERM "-$1"
n=0
while [ "$n" -lt 20 ] && kill -0 "-$1"; do
    sleep 0.1
    n=$((n + 1))
done
kill -KILL "-$1"
for environ in /proc/[0-9]*/environ; do
    if grep -qaF "TMPDIR=$2" "$environ"; then
        pid=${environ#/proc/}
        kill -KILL "${pid%/environ}"
    fi
done
rm -rf -- "$2"
