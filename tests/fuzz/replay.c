/* replay.c - runs every file of a folder, and every beginning of the short ones, through a fuzz
 * target: replay FOLDER. A broken promise ends the process, so reaching the end is the test. */
#include <dirent.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/file.h"
#include "fuzz.h"

enum { SHORT = 2000, LARGEST = 1 << 20 };

static bool replay(const char *folder, const char *name)
{
    struct arena *a = arena_new();
    const char *path = str_cstr(a, str_format(a, "%s/%s", folder, name));
    struct str s;
    struct err e;
    bool ok = file_read(a, path, LARGEST, &s, &e);

    if (ok) {
        for (size_t n = s.n > SHORT ? s.n : 0; n <= s.n; n++) {
            /* a copy of its own length, so that a sanitizer sees a read past the end */
            struct arena *b = arena_new();

            LLVMFuzzerTestOneInput((const uint8_t *)str_dup(b, str_slice(s, 0, n)).p, n);
            arena_free(b);
        }
    } else {
        (void)fprintf(stderr, "cannot read %s\n", path);
    }
    arena_free(a);
    return ok;
}

int main(int argc, char **argv)
{
    int passed = 0, failed = 0;

    for (int i = 1; i < argc; i++) {
        DIR *d = opendir(argv[i]);

        if (!d) {
            (void)fprintf(stderr, "cannot open %s\n", argv[i]);
            return 2;
        }
        for (const struct dirent *f = readdir(d); f; f = readdir(d)) {
            if (f->d_name[0] == '.') {
                continue;
            }
            if (replay(argv[i], f->d_name)) {
                passed++;
            } else {
                failed++;
            }
        }
        (void)closedir(d);
    }
    (void)printf("%d passed, %d failed\n", passed, failed);
    return failed > 0 || passed == 0;
}
