// SHA-256 of notebooks and tools. libmd is part of every Debian (dpkg links it) and loads in no time.
#include <sha256.h>
