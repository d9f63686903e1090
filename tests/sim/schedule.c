/* schedule.c - a posting, a transfer and the closing of their month in every order, every way of grouping the three into
 * writes, and by two servers on one store: each answer must be that of some serial order, the one they were written in. */
#include <string.h>

#include "play.h"

enum { ORDERS = 6, GROUPINGS = 4, LINE = 4, OTHER = 5 }; /* 05202-1 and 05203-1 of one output */

static void draw_three(struct gen *g, const struct model *m, struct op o[3])
{
    int64_t left = model_line_at(m, LINE)->balance[M_UNALLOTTED];
    int month = (int)gen_draw(g, 3) + 10, date = 20220001 + month * 100 + (int)gen_draw(g, 28);
    bool closed = model_closed(m, date / 100);

    memset(o, 0, 3 * sizeof *o);
    for (int i = 0; i < 3; i++) {
        o[i].line = LINE;
        o[i].to_line = -1;
        o[i].maker = 'F';
        o[i].approver = 'O';
        o[i].date = date;
        snprintf(o[i].key, sizeof o[i].key, "k%ld", ++g->keys);
    }
    /* Together they ask for one satang more than there is, for all of it, or for less. */
    snprintf(o[0].type, sizeof o[0].type, "ALLOT");
    o[0].satang = 1 + (int64_t)gen_draw(g, (uint64_t)left - 1);
    snprintf(o[1].type, sizeof o[1].type, "TRANSFER");
    snprintf(o[1].authority, sizeof o[1].authority, "GOVERNOR:1");
    o[1].to_line = OTHER;
    o[1].satang = left - o[0].satang + (int64_t)gen_draw(g, 3) - 1;
    o[1].satang = o[1].satang > 0 ? o[1].satang : 1;
    o[2].kind = closed ? OP_REOPEN : OP_CLOSE;
    o[2].date = date / 100;
    o[2].line = -1;
    o[2].key[0] = 0;
    o[2].count = TOWN_YEAR;
}

static void arrange(int schedule, const struct op o[3], int *group, struct op ret[3])
{
    static const int order[ORDERS][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    int cut = schedule / ORDERS % GROUPINGS; /* bit 0: between the first and the second; bit 1: before the third */

    ++*group;
    for (int i = 0; i < 3; i++) {
        *group += (i == 1 && cut & 1) || (i == 2 && cut & 2) ? 1 : 0;
        ret[i] = o[order[schedule % ORDERS][i]];
        ret[i].group = *group;
    }
}

/* Takes back what was posted, in an open month, so that the next three find the same. */
static int undo(struct gen *g, const struct model *m, const struct op o[3], int *group, struct op *ret)
{
    int n = 0, n_back = 0;
    size_t entries = model_entries(m);

    ++*group;
    for (size_t i = entries > 2 ? entries - 2 : 0; i < entries; i++) {
        const struct model_entry *x = model_entry_at(m, i);

        if (!x->reversed && (!strcmp(x->key, o[0].key) || !strcmp(x->key, o[1].key)) && *x->key) {
            struct op *r = &ret[n++];

            memset(r, 0, sizeof *r);
            snprintf(r->type, sizeof r->type, "REVERSE");
            snprintf(r->key, sizeof r->key, "k%ld", ++g->keys);
            snprintf(r->reverse_of, sizeof r->reverse_of, "%s", x->key);
            r->line = r->to_line = -1;
            r->date = 20230115;
            r->maker = 'F';
            r->approver = 'O';
            r->group = *group;
            n_back++;
        }
    }
    return n_back;
}

bool play_schedules(struct play *p, uint64_t seed, int n)
{
    struct gen g;
    int group = 0;
    bool ok = play_begin(p);

    gen_init(&g, seed);
    p->ops = 0;
    for (int i = 0; ok && i < n; i++) {
        struct op o[3], run[3], back[2];
        int k;

        draw_three(&g, p->m, o);
        arrange((int)((seed * 7919 + (uint64_t)i) % (ORDERS * GROUPINGS)), o, &group, run);
        ok = play_more(p, run, 3);
        k = ok ? undo(&g, p->m, o, &group, back) : 0;
        ok = ok && (k == 0 || play_more(p, back, k)) && (i % 50 || play_compare(p));
    }
    ok = ok && play_quiet(p);
    play_end(p);
    return ok;
}
