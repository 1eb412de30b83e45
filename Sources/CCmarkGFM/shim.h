// The reference parser of GitHub's Markdown: fences, their info strings and lines.
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
