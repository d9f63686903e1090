#include "gen.h"

#include <stdio.h>
#include <string.h>

void gen_init(struct gen *g, uint64_t seed)
{
    memset(g, 0, sizeof *g);
    g->s = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
}

/* splitmix64. */
uint64_t gen_draw(struct gen *g, uint64_t below)
{
    uint64_t z = g->s += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (z ^ (z >> 31)) % below;
}

static bool chance(struct gen *g, unsigned per_mille)
{
    return gen_draw(g, 1000) < per_mille;
}

/* ---- parts of an act ---- */

static const struct {
    const char *type;
    unsigned weight;
    int from; /* the bucket it needs */
    bool of_ref;
} acts[] = {
    {"ALLOT", 14, M_UNALLOTTED, false},    {"TRANSFER", 8, M_UNALLOTTED, false}, {"CENTRAL", 4, M_UNALLOTTED, false},
    {"RESERVE", 10, M_ALLOTTED, false},    {"RELEASE", 4, M_RESERVED, true},     {"OBLIGATE", 14, M_ALLOTTED, false},
    {"DEOBLIGATE", 4, M_OBLIGATED, true},  {"DISBURSE", 14, M_OBLIGATED, true},  {"REFUND", 6, M_DISBURSED, true},
    {"CARRY_A", 2, M_OBLIGATED, true},     {"CARRY_B", 3, M_ALLOTTED, false},    {"LAPSE", 2, M_ALLOTTED, false},
    {"REVERSE", 9, M_UNALLOTTED, false},
};
enum { ACTS = sizeof acts / sizeof acts[0] };

static int draw_act(struct gen *g)
{
    unsigned sum = 0, at;
    int i = 0;

    for (int k = 0; k < ACTS; k++) {
        sum += acts[k].weight;
    }
    at = (unsigned)gen_draw(g, sum);
    while (at >= acts[i].weight) {
        at -= acts[i++].weight;
    }
    return i;
}

static int64_t held(const struct model_line *l, int ref, int bucket)
{
    const struct model_holding *h = &l->holding[ref];

    return bucket == M_RESERVED    ? h->reserved
           : bucket == M_OBLIGATED ? h->obligated
           : bucket == M_DISBURSED ? h->disbursed
                                   : l->balance[bucket];
}

/* A line, and for what a reference holds a reference, where there is something to take. */
static int64_t draw_place(struct gen *g, const struct model *m, int act, struct op *o)
{
    int64_t left = 0;

    for (int tries = 0; tries < 24 && left == 0; tries++) {
        int at = (int)gen_draw(g, (uint64_t)model_lines(m)), ref = (int)gen_draw(g, M_REFS);
        const struct model_line *l = model_line_at(m, at);
        bool direct = !strcmp(acts[act].type, "DISBURSE") && chance(g, 250);

        ref = direct ? 0 : ref;
        left = direct ? l->balance[M_ALLOTTED] : held(l, ref, acts[act].from);
        if (!strcmp(acts[act].type, "OBLIGATE")) {
            left += l->holding[ref].reserved;
        }
        o->line = l->opened_by[0] ? -1 : at;
        snprintf(o->line_of, sizeof o->line_of, "%s", l->opened_by);
        snprintf(o->ref, sizeof o->ref, "%s", model_refs[ref]);
        o->at = at;
    }
    if (!strcmp(acts[act].type, "LAPSE") && chance(g, 500)) {
        o->ref[0] = 0;
        left = model_line_at(m, o->at)->balance[M_UNALLOTTED] + left;
    }
    return left;
}

static int64_t draw_amount(struct gen *g, int64_t left)
{
    switch (gen_draw(g, 10)) {
    case 0:
        return left;
    case 1:
        return chance(g, 500) ? left + 1 : 1; /* one satang too many */
    case 2:
        return 1;
    case 3:
        return chance(g, 150) ? (int64_t)gen_draw(g, 100000) + 1 : left / 2 + 1;
    case 4:
    case 5:
        return left > 1 ? left - 1 : 1;
    default:
        return left > 8 ? (int64_t)gen_draw(g, (uint64_t)left / 4) + 1 : left + (left == 0);
    }
}

static int draw_date(struct gen *g, int year)
{
    int month = (int)gen_draw(g, 12), day = 1 + (int)gen_draw(g, 28);
    int ce = year - 543 - (month < 3 ? 1 : 0), m = month < 3 ? month + 10 : month - 2;

    if (chance(g, 15)) {
        static const int odd[] = {20220930, 20231001, 20230229, 20231301, 20230400, 20230931, 20240929};

        return odd[gen_draw(g, sizeof odd / sizeof odd[0])];
    }
    return ce * 10000 + m * 100 + day;
}

static void draw_people(struct gen *g, struct op *o)
{
    static const char makers[] = "FFFFFFFFFFFFFFFFFFFFFFSSSSSSOOOGHHW", approvers[] = "OOOOOOOOOOOOOOOOOGGGGGGGGGGGGGHHFW-";

    o->maker = makers[gen_draw(g, sizeof makers - 1)];
    o->approver = approvers[gen_draw(g, sizeof approvers - 1)];
    if (o->maker == 'S' && chance(g, 700)) {
        o->approver = '-';
    }
    if (o->maker == o->approver && chance(g, 900)) {
        o->approver = o->maker == 'O' ? 'G' : 'O';
    }
}

static void draw_authority(struct gen *g, struct op *o)
{
    static const char *const role[] = {"", "HEAD", "BUDGET", "PERMSEC", "GOVERNOR", "COUNCIL", "FINANCE", "BAD"};
    bool needs = !strcmp(o->type, "TRANSFER") || !strcmp(o->type, "CENTRAL") || !strncmp(o->type, "CARRY", 5);
    int at = needs ? 1 + (int)gen_draw(g, 5) : chance(g, 900) ? 0 : 1 + (int)gen_draw(g, 6);

    if (chance(g, 10)) {
        at = 7;
    }
    if (needs && chance(g, 400)) {
        at = 5;
    }
    if (at > 0) {
        snprintf(o->authority, sizeof o->authority, chance(g, 10) ? "%s" : "%s:%d", role[at],
                 (int)gen_draw(g, 900) + 100);
    }
}

static void draw_target(struct gen *g, const struct model *m, struct op *o)
{
    const struct model_line *l = model_line_at(m, o->at), *t;
    int n = (int)(town_lines_n + town_next_n + town_opened_n);

    for (int tries = 0; tries < 6; tries++) {
        o->to_line = (int)gen_draw(g, (uint64_t)n);
        t = model_line_at(m, o->to_line);
        if (!strcmp(o->type, "CENTRAL") ? !strcmp(t->kind, "central") && !strcmp(t->central_item, l->item)
                                        : !strcmp(t->agency, l->agency) && !strcmp(t->kind, l->kind)) {
            break;
        }
    }
    t = model_line_at(m, o->to_line);
    if (!strcmp(o->type, "CENTRAL") && t->origin_date && chance(g, 900)) {
        o->date = t->origin_date;
    }
    if (chance(g, 20)) {
        o->to_line = chance(g, 500) ? -1 : WORLD_UNKNOWN;
    }
}

static void draw_reverse(struct gen *g, const struct model *m, struct op *o)
{
    size_t n = model_entries(m);

    for (int tries = 0; n > 0 && tries < 12; tries++) {
        const struct model_entry *x = model_entry_at(m, n - 1 - (size_t)gen_draw(g, n < 150 ? n : 150));

        if (*x->key && (!x->reversed || chance(g, 30)) && (strcmp(x->type, "REVERSE") != 0 || chance(g, 50))) {
            snprintf(o->reverse_of, sizeof o->reverse_of, "%.16s%s", x->key, chance(g, 80) ? "/2" : "");
            o->date = draw_date(g, model_line_at(m, x->line)->year);
            break;
        }
    }
    o->line = -1;
    o->line_of[0] = o->ref[0] = 0;
    o->satang = 0;
}

/* ---- an act ---- */

static void spoil(struct gen *g, struct op *o)
{
    switch (gen_draw(g, 9)) {
    case 0:
        o->satang = 0;
        break;
    case 1:
        o->satang = -o->satang - 1;
        break;
    case 2:
        o->satang = INT64_C(1000000000000001);
        break;
    case 3:
        o->line = WORLD_UNKNOWN;
        o->line_of[0] = 0;
        break;
    case 4:
        snprintf(o->type, sizeof o->type, "%s", chance(g, 500) ? "APPROPRIATE" : "CARRY_IN");
        break;
    case 5:
        snprintf(o->type, sizeof o->type, "%s", chance(g, 500) ? "allot" : "PAY");
        break;
    case 6:
        o->date = 20230230;
        break;
    case 7:
        o->ref[0] = 0;
        break;
    default:
        o->key[0] = 0;
        break;
    }
}

static void draw_new(struct gen *g, const struct model *m, struct op *o)
{
    int act = draw_act(g);
    int64_t left;

    memset(o, 0, sizeof *o);
    o->to_line = -1;
    snprintf(o->key, sizeof o->key, "k%ld", ++g->keys);
    snprintf(o->type, sizeof o->type, "%s", acts[act].type);
    left = draw_place(g, m, act, o);
    if (!strncmp(o->type, "CARRY", 5) && model_line_at(m, o->at)->year > TOWN_YEAR + 1) {
        snprintf(o->type, sizeof o->type, "ALLOT"); /* two years ahead are enough */
    }
    o->satang = draw_amount(g, left);
    o->date = draw_date(g, model_line_at(m, o->at)->year);
    draw_people(g, o);
    draw_authority(g, o);
    if (!strcmp(o->type, "TRANSFER") || !strcmp(o->type, "CENTRAL")) {
        draw_target(g, m, o);
    }
    if (!strcmp(o->type, "REVERSE")) {
        draw_reverse(g, m, o);
    } else if (chance(g, 30)) {
        spoil(g, o);
    }
}

/* The key of an earlier act: with its content, or with another. */
static void draw_again(struct gen *g, struct op *o)
{
    struct op r = g->recent[gen_draw(g, 64)];

    if (!*r.key) {
        return;
    }
    if (!strcmp(r.type, "REVERSE")) {
        r.date += chance(g, 300) ? (r.date % 100 == 1 ? 1 : -1) : 0;
    } else if (chance(g, 500)) {
        switch (gen_draw(g, 5)) {
        case 0:
            r.satang += r.satang ? 1 : 0;
            break;
        case 1:
            snprintf(r.ref, sizeof r.ref, "%s", *r.ref ? "" : "C1");
            break;
        case 2:
            r.date = r.date % 100 == 1 ? r.date + 1 : r.date - 1;
            break;
        case 3: /* an entry's own key */
            if (strlen(r.key) < 12) {
                strcat(r.key, "/2");
            }
            break;
        default:
            snprintf(r.type, sizeof r.type, "%s", strcmp(r.type, "ALLOT") ? "ALLOT" : "RESERVE");
            break;
        }
    }
    draw_people(g, &r);
    *o = r;
}

static void draw_period(struct gen *g, struct op *o)
{
    static const char makers[] = "FFFFFSOW";

    memset(o, 0, sizeof *o);
    o->line = o->to_line = -1;
    o->date = draw_date(g, TOWN_YEAR) / 100;
    o->date = chance(g, 60) ? 202310 : o->date;
    o->count = o->date == 202310 && chance(g, 800) ? TOWN_YEAR + 1 : TOWN_YEAR;
    o->kind = chance(g, 150) ? OP_CLOSE : OP_REOPEN;
    o->maker = makers[gen_draw(g, sizeof makers - 1)];
    o->approver = '-';
}

static void remember(struct gen *g, const struct op *o)
{
    if (o->kind == OP_POST && *o->key) {
        g->recent[gen_draw(g, 64)] = *o;
        g->recents++;
    }
}

static void draw_one(struct gen *g, const struct model *m, struct op *o)
{
    if (chance(g, 25)) {
        draw_period(g, o);
    } else {
        draw_new(g, m, o);
        if (chance(g, 60)) {
            draw_again(g, o);
        } else if (chance(g, 60)) {
            o->kind = OP_CHECK;
        }
    }
}

void gen_group(struct gen *g, const struct model *m, struct op ret[GEN_GROUP], int *ret_n)
{
    int n = 0, want = chance(g, 300) ? 1 : 1 + (int)gen_draw(g, GEN_GROUP - 8);

    g->group++;
    if (chance(g, (unsigned)g->crash_per_mille)) {
        memset(&ret[n], 0, sizeof ret[n]);
        ret[n].kind = OP_CRASH;
        ret[n].count = 1 + (int)gen_draw(g, chance(g, 800) ? 12 + (uint64_t)want * 2 : 400);
        ret[n].satang = (int64_t)gen_draw(g, 1000000000);
        ret[n].line = ret[n].to_line = -1;
        ret[n].maker = ret[n].approver = '-';
        n++;
    }
    while (n < want) {
        int rows = chance(g, 80) && want - n >= 3 ? 2 + (int)gen_draw(g, (uint64_t)(want - n) / 2) : 0;

        if (rows) {
            memset(&ret[n], 0, sizeof ret[n]);
            ret[n].kind = chance(g, 500) ? OP_BATCH : OP_ATOMIC;
            ret[n].count = rows;
            ret[n].line = ret[n].to_line = -1;
            ret[n].maker = "FFFO"[gen_draw(g, 4)];
            ret[n].approver = '-';
            for (int i = 1; i <= rows; i++) {
                draw_new(g, m, &ret[n + i]);
                if (i > 1 && chance(g, 60)) { /* the same row twice */
                    ret[n + i] = ret[n + i - 1];
                }
                ret[n + i].maker = ret[n].maker;
                if (ret[n].kind == OP_ATOMIC && strcmp(ret[n + i].type, "REVERSE") && chance(g, 700)) { /* else hardly one would pass */
                    ret[n + i].satang = ret[n + i].satang > 3 ? 1 + ret[n + i].satang / 9 : 1;
                }
            }
            n += rows + 1;
        } else {
            draw_one(g, m, &ret[n++]);
        }
    }
    for (int i = 0; i < n; i++) {
        ret[i].group = g->group;
        remember(g, &ret[i]);
    }
    *ret_n = n;
}
