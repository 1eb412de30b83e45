// What of SQLite Swift cannot call: functions with variable arguments.
#include <sqlite3.h>

// Turns defensive mode on (https://www.sqlite.org/c3ref/c_dbconfig_defensive.html): no statement can
// damage the file. Gives a result code.
static inline int lb_defend(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}
