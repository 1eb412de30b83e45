// Compresses the chunks of raw packet bytes.
#include <zstd.h>
