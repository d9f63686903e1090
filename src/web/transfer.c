/* transfer.c - the errors of files that come and go, said once. */
#include "web/transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

bool upload_required(const struct req *r, struct err *e)
{
    if (r->upload)
        return true;
    FAIL(e, ERR_REQUIRED);
    err_arg(e, "field", V(tr(r->lang, TR("แฟ้ม"))));
    return false;
}

static void close_fd(void *p)
{
    const int *fd = p;

    close(*fd);
}

bool download_open(struct req *r, const char *path, struct str what, int *ret_fd,
                   int64_t *ret_bytes, struct err *e)
{
    int *fd = ARENA_NEW(r->a, int);
    struct stat st;

    *fd = open(path, O_RDONLY | O_CLOEXEC);
    if (*fd >= 0)
        arena_defer(r->a, close_fd, fd);
    if (*fd < 0 || fstat(*fd, &st) != 0) {
        FAIL(e, ERR_FILE_OPEN);
        err_arg(e, "path", V(what));
        err_arg(e, "why", V(str_from(strerror(errno))));
        return false;
    }
    *ret_fd = *fd;
    *ret_bytes = st.st_size;
    return true;
}
