/* JSON: what is read can be walked, its keys are found, and written back it reads the same. */
#include "base/arena.h"
#include "base/json.h"
#include "fuzz.h"

static void write_node(struct arena *a, struct jw *w, const char *key, const struct jr *n)
{
    switch (jr_type(n)) {
    case JR_MISSING:
        PANIC("a missing node among the members");
    case JR_NULL:
        jw_value(w, key, V_NULL);
        return;
    case JR_BOOL:
        jw_value(w, key, value_flag(jr_bool(n, false)));
        return;
    case JR_INT:
        J(w, key, jr_int(n, 0));
        return;
    case JR_DECIMAL:
        jw_raw(w, key, jr_str(n, STR_NONE));
        return;
    case JR_STRING:
        PROMISE(str_utf8_valid(jr_str(n, STR_NONE)));
        J(w, key, jr_str(n, STR_NONE));
        return;
    case JR_ARRAY:
        jw_array(w, key);
        for (size_t i = 0; i < jr_count(n); i++) {
            write_node(a, w, NULL, jr_at(n, i));
        }
        jw_end_array(w);
        return;
    case JR_OBJECT:
        jw_object(w, key);
        for (size_t i = 0; i < jr_count(n); i++) {
            const char *name = str_cstr(a, jr_key(n, i));

            PROMISE(jr_get(n, name) == jr_at(n, i));
            write_node(a, w, name, jr_at(n, i));
        }
        jw_end_object(w);
        return;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    const struct jr *n = NULL, *again = NULL;
    struct sbuf once, twice;
    struct err e;
    struct jw w;

    sbuf_init(&once, a, SBUF_NO_LIMIT);
    sbuf_init(&twice, a, SBUF_NO_LIMIT);
    if (json_parse(a, (struct str){(const char *)data, size}, &n, &e)) {
        jw_init(&w, &once, data[0] % 2 == 0);
        write_node(a, &w, NULL, n);
        PROMISE(json_parse(a, sbuf_str(&once), &again, &e));
        jw_init(&w, &twice, data[0] % 2 == 0);
        write_node(a, &w, NULL, again);
        PROMISE(str_eq(sbuf_str(&once), sbuf_str(&twice)));
    } else {
        PROMISE(e.args[0].v.u.i >= 1);
    }
    arena_free(a);
    return 0;
}
