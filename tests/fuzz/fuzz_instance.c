/* Allocation instances and results: what is read writes and reads the same; a claim, however
 * wild, is checked without harm; the ranking of whatever was read passes its own certificate. */
#include "allocate/result.h"
#include "allocate/solve.h"
#include "base/arena.h"
#include "base/err.h"
#include "fuzz.h"

enum { PACKAGES_MAX = 200 };

static void try_instance(struct arena *a, struct str text)
{
    struct solve_options opt = {.mode = SOLVE_MODE_RANK, .fill = text.n % 2};
    struct instance in, again;
    struct solve_result r;
    struct sbuf once, twice;
    struct err e;

    if (!instance_read(a, text, &in, &e) || in.npackage > PACKAGES_MAX)
        return;
    sbuf_init(&once, a, SBUF_NO_LIMIT);
    sbuf_init(&twice, a, SBUF_NO_LIMIT);
    instance_write(a, &once, &in);
    PROMISE(instance_read(a, sbuf_str(&once), &again, &e));
    instance_write(a, &twice, &again);
    PROMISE(str_eq(sbuf_str(&once), sbuf_str(&twice)));
    PROMISE(allocate_solve_here(a, &in, &opt, &r, &e));
}

static void try_result(struct arena *a, struct str text)
{
    static const char json[] =
        "{\"resources\":[{\"id\":\"t\",\"max\":10},{\"id\":\"s\",\"max\":9,\"min\":1}],"
        "\"packages\":["
        "{\"id\":\"a/1\",\"value\":1,\"use\":{\"t\":5,\"s\":1},\"mandatory\":true},"
        "{\"id\":\"a/2\",\"value\":2,\"use\":{\"t\":6},\"requires\":[\"a/1\"]},"
        "{\"id\":\"b\",\"value\":-3,\"use\":{\"s\":2},\"excludes\":[\"a/1\"]}]}";
    struct certificate cert;
    struct claim claim;
    struct instance in;
    struct err e;

    PROMISE(instance_read(a, str_from(json), &in, &e));
    if (!result_read(a, text, &claim, &e))
        return;
    if (!certificate_check(a, &in, &claim, &cert)) {
        for (size_t i = 0; i < cert.nfault && i < CERTIFICATE_FAULTS; i++)
            PROMISE(certificate_text(a, &cert.fault[i], LANG_TH).n > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct str text = {(const char *)data, size};

    try_instance(a, text);
    try_result(a, text);
    arena_free(a);
    return 0;
}
