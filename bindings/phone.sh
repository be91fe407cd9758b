# shellcheck shell=bash
# Sourced by build-android, build-ios and tests/run-bench: what the phones' library is built with beside the profile `phone`,
# so that what is measured is what is shipped.

# Parts of SQLite that no statement of ours uses. Loading code from a file goes with them.
export LIBSQLITE3_FLAGS="-USQLITE_ENABLE_FTS3 -USQLITE_ENABLE_FTS3_PARENTHESIS -USQLITE_ENABLE_FTS5 -USQLITE_ENABLE_RTREE \
-USQLITE_ENABLE_DBSTAT_VTAB -USQLITE_SOUNDEX -USQLITE_ENABLE_LOAD_EXTENSION -DSQLITE_OMIT_LOAD_EXTENSION"
# No panic goes through C: what SQLite calls back catches it on the Rust side.
export CFLAGS="${CFLAGS:-} -fno-asynchronous-unwind-tables -fno-unwind-tables"
