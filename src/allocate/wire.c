#include "allocate/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

#define INPUT_MAX ((size_t)1 << 30)

void wire_put_array(struct sbuf *b, const void *p, size_t n, size_t size)
{
    if (n)
        sbuf_add(b, (struct str){p, n * size});
}

void wire_put_int(struct sbuf *b, int64_t x)
{
    wire_put_array(b, &x, 1, sizeof x);
}

void wire_put_bytes(struct sbuf *b, struct str s)
{
    wire_put_int(b, (int64_t)s.n);
    sbuf_add(b, s);
}

bool wire_get_array(struct arena *a, struct str *rest, size_t n, size_t size, void **ret)
{
    if (n > rest->n / size)
        return false;
    *ret = arena_array(a, n, size);
    if (n)
        memcpy(*ret, rest->p, n * size);
    *rest = str_slice(*rest, n * size, rest->n);
    return true;
}

bool wire_get_int(struct str *rest, int64_t *ret)
{
    if (rest->n < sizeof *ret)
        return false;
    memcpy(ret, rest->p, sizeof *ret);
    *rest = str_slice(*rest, sizeof *ret, rest->n);
    return true;
}

bool wire_get_bytes(struct str *rest, struct str *ret)
{
    int64_t n;

    if (!wire_get_int(rest, &n) || n < 0 || (uint64_t)n > rest->n)
        return false;
    *ret = str_slice(*rest, 0, (size_t)n);
    *rest = str_slice(*rest, (size_t)n, rest->n);
    return true;
}

/* --- an instance --------------------------------------------------------------------------- */

void wire_put_instance(struct sbuf *b, const struct instance *in)
{
    wire_put_int(b, (int64_t)in->nresource);
    wire_put_int(b, (int64_t)in->npackage);
    wire_put_array(b, in->resource, in->nresource, sizeof *in->resource);
    wire_put_array(b, in->package, in->npackage, sizeof *in->package);
    wire_put_array(b, in->order, in->npackage, sizeof *in->order);
    for (size_t i = 0; i < in->npackage; i++) {
        const struct alloc_package *p = &in->package[i];

        wire_put_array(b, p->use, p->nuse, sizeof *p->use);
    }
    for (size_t i = 0; i < in->npackage; i++) {
        const struct alloc_package *p = &in->package[i];

        wire_put_array(b, p->need, p->nneed, sizeof *p->need);
        wire_put_array(b, p->bar, p->nbar, sizeof *p->bar);
        wire_put_array(b, p->needed_by, p->nneeded_by, sizeof *p->needed_by);
    }
    for (size_t r = 0; r < in->nresource; r++)
        sbuf_add(b, in->resource[r].id);
    for (size_t i = 0; i < in->npackage; i++)
        sbuf_add(b, in->package[i].id);
}

/* Takes n elements off a list that was read whole. */
static const uint32_t *take(uint32_t **at, size_t n)
{
    const uint32_t *ret = *at;

    *at += n;
    return ret;
}

static bool get_lists(struct arena *a, struct str *rest, struct instance *in)
{
    size_t nuse = 0, nlink = 0;
    struct alloc_use *use;
    uint32_t *link;
    void *p;

    for (size_t i = 0; i < in->npackage; i++) {
        nuse += in->package[i].nuse;
        nlink += in->package[i].nneed + in->package[i].nbar + in->package[i].nneeded_by;
    }
    if (!wire_get_array(a, rest, nuse, sizeof *use, &p))
        return false;
    use = p;
    if (!wire_get_array(a, rest, nlink, sizeof *link, &p))
        return false;
    link = p;
    for (size_t i = 0; i < in->npackage; i++) {
        struct alloc_package *x = &in->package[i];

        x->use = use;
        use += x->nuse;
        x->need = take(&link, x->nneed);
        x->bar = take(&link, x->nbar);
        x->needed_by = take(&link, x->nneeded_by);
        x->label = NULL;
        x->nlabel = 0;
    }
    return true;
}

static bool get_id(struct arena *a, struct str *rest, struct str *id)
{
    void *p;

    if (!wire_get_array(a, rest, id->n, 1, &p))
        return false;
    id->p = p;
    return true;
}

bool wire_get_instance(struct arena *a, struct str *rest, struct instance *ret)
{
    int64_t nresource, npackage;
    void *resource, *package, *order;

    if (!wire_get_int(rest, &nresource) || !wire_get_int(rest, &npackage) || nresource < 0 ||
        npackage < 0 ||
        !wire_get_array(a, rest, (size_t)nresource, sizeof *ret->resource, &resource) ||
        !wire_get_array(a, rest, (size_t)npackage, sizeof *ret->package, &package) ||
        !wire_get_array(a, rest, (size_t)npackage, sizeof *ret->order, &order))
        return false;
    *ret = (struct instance){.resource = resource,
                             .nresource = (size_t)nresource,
                             .package = package,
                             .npackage = (size_t)npackage,
                             .order = order};
    if (!get_lists(a, rest, ret))
        return false;
    for (size_t r = 0; r < ret->nresource; r++) {
        ret->resource[r].label = STR_NONE;
        if (!get_id(a, rest, &ret->resource[r].id))
            return false;
    }
    for (size_t i = 0; i < ret->npackage; i++) {
        if (!get_id(a, rest, &ret->package[i].id))
            return false;
    }
    return true;
}

/* --- the pipe -------------------------------------------------------------------------------- */

int wire_take_output(void)
{
    int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), null = open("/dev/null", O_WRONLY);

    if (out < 0 || null < 0 || dup2(null, STDOUT_FILENO) < 0)
        return -1;
    close(null);
    return out;
}

bool wire_write(int fd, struct str s)
{
    while (s.n) {
        ssize_t k = write(fd, s.p, s.n);

        if (k < 0 && errno != EINTR)
            return false;
        if (k > 0)
            s = str_slice(s, (size_t)k, s.n);
    }
    return true;
}

bool wire_read_all(struct arena *a, int fd, struct str *ret)
{
    static const size_t piece = (size_t)1 << 17;
    char *buf = arena_alloc(a, piece);
    struct sbuf b;
    ssize_t k;

    sbuf_init(&b, a, INPUT_MAX);
    do {
        k = read(fd, buf, piece);
        if (k > 0)
            sbuf_add(&b, (struct str){buf, (size_t)k});
    } while (k > 0 || (k < 0 && errno == EINTR));
    *ret = sbuf_str(&b);
    return k == 0 && !b.overflow;
}
