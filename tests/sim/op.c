#include "op.h"

#include <string.h>

static const char *const kind_word[OP_KINDS] = {"post",  "check",  "batch", "atomic",
                                                "close", "reopen", "crash", "lost"};

const char *op_word(enum op_kind k)
{
    return kind_word[k];
}

static const char *or_dash(const char *s)
{
    return *s ? s : "-";
}

void op_print(FILE *out, const struct op *o)
{
    fprintf(out, "%s group=%d count=%d key=%s date=%d type=%s line=%d to=%d of=%s satang=%lld "
                 "ref=%s reverse=%s authority=%s maker=%c approver=%c\n",
            kind_word[o->kind], o->group, o->count, or_dash(o->key), o->date, or_dash(o->type),
            o->line, o->to_line, or_dash(o->line_of), (long long)o->satang, or_dash(o->ref),
            or_dash(o->reverse_of), or_dash(o->authority), o->maker, o->approver);
}

static void no_dash(char *s)
{
    if (!strcmp(s, "-")) {
        *s = 0;
    }
}

bool op_read(const char *text, struct op *ret)
{
    char kind[16];
    long long satang;
    struct op o;

    memset(&o, 0, sizeof o);
    if (sscanf(text,
               "%15s group=%d count=%d key=%23s date=%d type=%15s line=%d to=%d of=%23s satang=%lld "
               "ref=%15s reverse=%23s authority=%23s maker=%c approver=%c",
               kind, &o.group, &o.count, o.key, &o.date, o.type, &o.line, &o.to_line, o.line_of,
               &satang, o.ref, o.reverse_of, o.authority, &o.maker, &o.approver) != 15) {
        return false;
    }
    o.satang = satang;
    no_dash(o.key);
    no_dash(o.type);
    no_dash(o.line_of);
    no_dash(o.ref);
    no_dash(o.reverse_of);
    no_dash(o.authority);
    for (int k = 0; k < OP_KINDS; k++) {
        if (!strcmp(kind, kind_word[k])) {
            o.kind = (enum op_kind)k;
            *ret = o;
            return true;
        }
    }
    return false;
}
