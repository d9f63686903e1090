#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"

/* {path, why} with the system's words for `errnum`. */
static bool fail_path(enum err_code code, const char *path, int errnum, struct err *e)
{
    char why[128] = "?";

    if (strerror_r(errnum, why, sizeof why) != 0) {
        why[0] = '?';
        why[1] = '\0';
    }
    FAIL(e, code);
    err_arg(e, "path", V(str_from(path)));
    err_arg(e, "why", V(str_from(why)));
    return false;
}

static bool read_all(int fd, char *p, size_t n)
{
    size_t done = 0;

    while (done < n) {
        ssize_t k = read(fd, p + done, n - done);

        if (k == 0) {
            errno = EIO; /* cut while we read it */
            return false;
        }
        if (k < 0 && errno != EINTR) {
            return false;
        }
        done += k > 0 ? (size_t)k : 0;
    }
    return true;
}

static bool write_all(int fd, struct str s)
{
    size_t done = 0;

    while (done < s.n) {
        ssize_t k = write(fd, s.p + done, s.n - done);

        if (k < 0 && errno != EINTR) {
            return false;
        }
        done += k > 0 ? (size_t)k : 0;
    }
    return true;
}

bool file_read(struct arena *a, const char *path, size_t max, struct str *ret, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    char *p;
    bool ok;
    int why;

    if (fd < 0) {
        return fail_path(ERR_FILE_OPEN, path, errno, e);
    }
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return fail_path(ERR_FILE_OPEN, path, S_ISDIR(st.st_mode) ? EISDIR : EINVAL, e);
    }
    if ((uint64_t)st.st_size > max) {
        close(fd);
        FAIL(e, ERR_FILE_TOO_LARGE);
        err_arg(e, "limit", V((int64_t)max));
        return false;
    }
    p = arena_alloc(a, (size_t)st.st_size);
    ok = read_all(fd, p, (size_t)st.st_size);
    why = errno;
    close(fd);
    if (!ok) {
        return fail_path(ERR_FILE_OPEN, path, why, e);
    }
    *ret = (struct str){p, (size_t)st.st_size};
    return true;
}

/* The folder that `path` is in. */
static const char *folder_of(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash) {
        return ".";
    }
    return str_cstr(a, (struct str){path, slash == path ? 1 : (size_t)(slash - path)});
}

/* May something regular be put at `path`? */
static bool writable_place(const char *path, struct err *e)
{
    struct arena *a;
    struct stat st;
    int why = 0;

    if (stat(path, &st) == 0) {
        why = S_ISDIR(st.st_mode) ? EISDIR : S_ISREG(st.st_mode) ? 0 : EINVAL;
        return why == 0 || fail_path(ERR_FILE_WRITE, path, why, e);
    }
    if (errno != ENOENT || !*path) {
        return fail_path(ERR_FILE_WRITE, path, errno, e);
    }
    a = arena_new();
    if (access(folder_of(a, path), W_OK) != 0) {
        why = errno;
    }
    arena_free(a);
    return why == 0 || fail_path(ERR_FILE_WRITE, path, why, e);
}

static void remove_file(void *p)
{
    unlink(p); /* after a commit it is gone already */
}

bool file_stage(struct arena *a, const char *path, char **ret_tmp, struct err *e)
{
    uint8_t nonce[8];
    char *tmp;

    if (!writable_place(path, e)) {
        return false;
    }
    crypto_random(nonce, sizeof nonce);
    tmp =
        str_cstr(a, str_format(a, "%s.%.*s.tmp", path, STR_FMT(hex_text(a, nonce, sizeof nonce))));
    arena_defer(a, remove_file, tmp);
    *ret_tmp = tmp;
    return true;
}

/* Makes the folder's entry durable; a filesystem that cannot is not an error. */
static void sync_folder(const char *path)
{
    struct arena *a = arena_new();
    int fd = open(folder_of(a, path), O_RDONLY | O_CLOEXEC | O_DIRECTORY);

    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    arena_free(a);
}

bool file_commit(const char *tmp, const char *path, struct err *e)
{
    int fd;

    if (!writable_place(path, e)) {
        return false;
    }
    fd = open(tmp, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return fail_path(ERR_FILE_WRITE, path, errno, e);
    }
    if (fsync(fd) != 0) {
        int why = errno;

        close(fd);
        return fail_path(ERR_FILE_WRITE, path, why, e);
    }
    close(fd);
    if (rename(tmp, path) != 0) {
        return fail_path(ERR_FILE_WRITE, path, errno, e);
    }
    sync_folder(path);
    return true;
}

bool file_write(const char *path, struct str text, struct err *e)
{
    struct arena *a = arena_new();
    char *tmp;
    bool ok = false;
    int fd;

    if (file_stage(a, path, &tmp, e)) {
        fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0) {
            fail_path(ERR_FILE_WRITE, path, errno, e);
        } else {
            int why = write_all(fd, text) ? 0 : errno;

            if (close(fd) != 0 && why == 0) {
                why = errno;
            }
            ok = why == 0 ? file_commit(tmp, path, e) : fail_path(ERR_FILE_WRITE, path, why, e);
        }
    }
    arena_free(a);
    return ok;
}

static void close_fd(void *p)
{
    close(*(int *)p);
}

bool file_temp(struct arena *a, int *ret_fd, struct err *e)
{
    char path[] = "/tmp/pbis-XXXXXX";
    int *fd = ARENA_NEW(a, int);

    *fd = mkstemp(path);
    if (*fd < 0) {
        return fail_path(ERR_FILE_WRITE, "/tmp", errno, e);
    }
    arena_defer(a, close_fd, fd);
    unlink(path);
    fcntl(*fd, F_SETFD, FD_CLOEXEC);
    *ret_fd = *fd;
    return true;
}

/* Removes what a caller left in its folder, then the folder. */
static void remove_dir(void *p)
{
    const char *path = p;
    DIR *d = opendir(path);
    const struct dirent *entry;

    while (d && (entry = readdir(d)) != NULL) { /* one thread reads this stream */
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            (void)unlinkat(dirfd(d), entry->d_name, 0);
    }
    if (d)
        (void)closedir(d);
    (void)rmdir(path);
}

bool file_temp_dir(struct arena *a, char **ret_path, struct err *e)
{
    char *path = str_cstr(a, STR("/tmp/pbis-XXXXXX"));

    if (!mkdtemp(path)) {
        FAIL(e, ERR_FILE_WRITE);
        err_arg(e, "path", V(str_from(path)));
        err_arg(e, "why", V(str_from(strerror(errno))));
        return false;
    }
    arena_defer(a, remove_dir, path);
    *ret_path = path;
    return true;
}
