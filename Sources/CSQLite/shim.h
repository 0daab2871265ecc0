#include <sqlite3.h>

// Swift cannot call a function of C with a variable number of arguments.
static inline int cairn_sqlite3_db_config(sqlite3 *database, int option, int value) {
    return sqlite3_db_config(database, option, value, (int *)0);
}

static inline int cairn_sqlite3_leave_out_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
