/* speech_value.c - what a figure of the speech says, in each of its forms; the table of names. */
#include "base/arena.h"
#include "base/err.h"
#include "base/thai.h"
#include "document/paper.h"
#include "document/speech_int.h"
#include "plan/revenue.h"
#include "plan/stage.h"
#include "sql_document.h"
#include "store/store.h"

enum { NODE_LIMIT = 4000 };

struct figure_row {
    const char *name;
    enum speech_kind kind;
    const char *th, *en;
};
static const struct figure_row figures[SF_COUNT] = {
#define SPEECH_FIGURE(id, name, kind, th, en) [id] = {name, kind, th, en},
#include "document/speech_figure.def"
#undef SPEECH_FIGURE
};
static const struct figure_row keyed[SK_COUNT] = {
#define SPEECH_KEYED(id, name, th, en) [id] = {name, SF_MONEY, th, en},
#include "document/speech_figure.def"
#undef SPEECH_KEYED
};

static const struct field name_fields[] = {
    FIELD(struct speech_name, name, FIELD_KEY, "ชื่อ", "Name"),
    FIELD(struct speech_name, about, 0, "ความหมาย", "Meaning"),
    FIELD(struct speech_name, value, 0, "ค่าวันนี้", "Today's value"),
    FIELD(struct speech_name, forms, 0, "รูปแบบอื่น", "Other forms"),
};
const struct row_type speech_name_type = ROW_TYPE(struct speech_name, name_fields);

/* ---- one figure ---- */

struct figure {
    enum speech_kind kind;
    struct money m, prior, base; /* base: of the share */
    int64_t n;
    struct str text, name;
    bool missing;
};

static const struct speech_named *find_named(const struct speech_list *l, struct str code)
{
    for (size_t i = 0; i < l->n; i++) {
        if (str_eq(l->named[i].code, code))
            return &l->named[i];
    }
    return NULL;
}

static struct money of_type(const struct speech_figures *f, const char *code)
{
    const struct speech_named *x = find_named(&f->list[SK_TYPE], str_from(code));

    return x ? x->amount : MONEY_ZERO;
}

static struct money size_of(struct money m)
{
    return m.satang < 0 ? money_neg(m) : m;
}

static struct money known_less(struct money x, struct money y)
{
    return x.satang == MONEY_MISSING.satang || y.satang == MONEY_MISSING.satang ? MONEY_MISSING
                                                                                : money_sub(x, y);
}

static struct money types_of(const struct speech_figures *f, const char *codes)
{
    struct money sum = MONEY_ZERO;

    for (; *codes; codes++)
        sum = money_add(sum, of_type(f, (char[]){*codes, 0}));
    return sum;
}

static struct money amount_of(const struct speech_figures *f, enum speech_figure id)
{
    static const char *const types[SF_COUNT] = {
        [SF_PERSONNEL] = "1", [SF_OPERATING] = "2", [SF_CAPITAL] = "3",  [SF_SUBSIDY] = "4",
        [SF_OTHER] = "5",     [SF_CENTRAL] = "6",   [SF_RIGID] = "1246", [SF_STEERABLE] = "35"};
    struct money m;

    switch ((int)id) {
    case SF_TOTAL:
        return f->total;
    case SF_TABLED:
        return f->facts.tabled;
    case SF_CUT:
        m = known_less(f->facts.tabled, f->total);
        return m.satang != MONEY_MISSING.satang && m.satang < 0 ? MONEY_ZERO : m;
    case SF_PRIOR:
        return f->prior;
    case SF_CHANGE:
        m = known_less(f->total, f->prior);
        return m.satang == MONEY_MISSING.satang ? m : size_of(m);
    case SF_REVENUE:
        return f->facts.revenue.satang ? f->facts.revenue : MONEY_MISSING;
    case SF_BALANCE:
        return f->facts.revenue.satang ? size_of(money_sub(f->facts.revenue, f->total))
                                       : MONEY_MISSING;
    case SF_CITY:
        return money_sub(f->total, f->commerce);
    case SF_COMMERCE:
        return f->commerce;
    case SF_REGULAR:
        return money_sub(f->total, f->special);
    case SF_SPECIAL:
        return f->special;
    case SF_FREE:
        return f->facts.free;
    case SF_CASH:
        return f->facts.cash;
    case SF_DEBT:
        return f->facts.debt;
    default: /* sums of types; what is no money */
        return types[id] ? types_of(f, types[id]) : MONEY_MISSING;
    }
}

static struct str day_text(struct arena *a, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, a, 200);
    date_put(&b, d, DATE_LONG, LANG_TH);
    return sbuf_str(&b);
}

static struct str stage_text(const struct speech_figures *f)
{
    struct err no;
    enum stage s;

    /* a year's stage is a word of the cycle; the amounts' own is said by what was tabled */
    return stage_parse(f->facts.stage, &s, &no) ? stage_label(s, LANG_TH)
           : f->facts.tabled.satang != MONEY_MISSING.satang
               ? stage_label(STAGE_TABLED, LANG_TH)
               : stage_label(STAGE_GOVERNOR, LANG_TH);
}

static void plain_figure(const struct speech_figures *f, struct arena *a, enum speech_figure id,
                         struct figure *ret)
{
    *ret = (struct figure){.kind = figures[id].kind,
                           .prior = MONEY_MISSING,
                           .base = f->total,
                           .name = str_from(figures[id].th)};
    if (ret->kind == SF_MONEY) {
        ret->m = amount_of(f, id);
        ret->missing = ret->m.satang == MONEY_MISSING.satang;
        if (id == SF_TOTAL)
            ret->prior = f->prior;
        if (id == SF_CHANGE) /* its share is the growth: of the year before */
            ret->base = f->prior;
        return;
    }
    ret->n = id == SF_AGENCIES ? (int64_t)f->list[SK_AGENCY].n
             : id == SF_PLANS  ? (int64_t)f->list[SK_PLAN].n
                               : f->lines;
    if (id == SF_YEAR || id == SF_PRIOR_YEAR)
        ret->text = str_format(a, "%lld", (long long)(f->year - (id == SF_PRIOR_YEAR)));
    else if (id == SF_STAGE)
        ret->text = stage_text(f);
    else if (id == SF_POSITION_DAY) {
        ret->missing = f->facts.position_day.yyyymmdd == 0;
        if (!ret->missing)
            ret->text = day_text(a, f->facts.position_day);
    }
}

/* The name of a key that has no money in this bill. */
static bool find_elsewhere(const struct speech_figures *f, struct arena *a, enum speech_key k,
                           struct str code, struct str *ret)
{
    static const char *const tree[SK_COUNT] = {[SK_TYPE] = "item",      [SK_SIDE] = "programme",
                                               [SK_PLAN] = "programme", [SK_FUND] = "fund"};
    static const char *const level[SK_COUNT] = {
        [SK_TYPE] = "type", [SK_SIDE] = "side", [SK_PLAN] = "plan", [SK_FUND] = ""};
    struct name_in {
        struct str name;
    } row;
    const struct field fields[] = {COL(struct name_in, name)};
    const struct row_type type = ROW_TYPE(struct name_in, fields);
    struct err no;
    bool found = false;

    if (k == SK_SOURCE) {
        for (enum revenue_source s = 0; s < REVENUE_SOURCES && !found; s++) {
            found = str_eq(code, str_from(revenue_code(s)));
            *ret = revenue_name(s, LANG_TH);
        }
        return found;
    }
    if (!(k == SK_AGENCY ? db_find(f->db, a, &Q_SPEECH_AGENCY, ARGS(V(code)), &type, &row, &found, &no)
                         : db_find(f->db, a, &Q_SPEECH_NODE,
                                   ARGS(V(f->year), V(str_from(tree[k])), V(code),
                                        V(str_from(level[k]))),
                                   &type, &row, &found, &no)) ||
        !found)
        return false;
    *ret = row.name;
    return true;
}

static bool keyed_figure(const struct speech_figures *f, struct arena *a, enum speech_key k,
                         struct str code, struct figure *ret)
{
    const struct speech_named *x = find_named(&f->list[k], code);

    *ret = (struct figure){
        .kind = SF_MONEY,
        .prior = MONEY_MISSING,
        .base = k == SK_SOURCE ? f->facts.revenue : f->total};
    if (x) {
        ret->m = x->amount;
        ret->prior = x->prior;
        ret->name = x->name;
        return true;
    }
    ret->missing = k == SK_SOURCE;
    return code.n > 0 && code.n <= 40 && find_elsewhere(f, a, k, code, &ret->name);
}

/* ---- forms ---- */

static struct str share_text(struct arena *a, struct money part, struct money whole)
{
    int64_t bp = money_share_bp(part, whole);

    return str_format(a, "%lld.%02lld", (long long)(bp / 100), (long long)(bp % 100));
}

/* Millions of baht, half up, two decimals; without them when there are none. */
static struct str million_text(struct arena *a, struct money m)
{
    struct money per; /* hundredths of a million, as if they were satang */

    if (!money_ratio(m, 1, INT64_C(1000000), ROUND_HALF_UP, &per))
        return STR("-");
    return money_text(a, per, MONEY_WHOLE);
}

static struct str way_text(struct money change)
{
    return paper_word(change.satang > 0   ? PT_SPEECH_MORE
                      : change.satang < 0 ? PT_SPEECH_LESS
                                          : PT_SPEECH_SAME);
}

/* False: there is no such form of it. */
static bool put_form(const struct figure *g, struct arena *a, struct str form,
                     struct speech_value *ret)
{
    struct money diff = g->missing ? MONEY_MISSING : known_less(g->m, g->prior);
    bool missing = g->missing;

    if (form.n == 0) {
        ret->text = g->kind == SF_MONEY   ? (missing ? STR_NONE : money_text(a, g->m, MONEY_WHOLE))
                    : g->kind == SF_CASES ? money_text(a, BAHT(g->n), MONEY_WHOLE)
                                          : g->text;
    } else if (str_eq(form, STR("name")) && g->kind == SF_MONEY) {
        ret->text = g->name;
        missing = false;
    } else if (g->kind != SF_MONEY) {
        return false;
    } else if (str_eq(form, STR("words"))) {
        ret->text = missing ? STR_NONE : thai_baht_text(a, g->m);
    } else if (str_eq(form, STR("million"))) {
        ret->text = missing ? STR_NONE : million_text(a, g->m);
    } else if (str_eq(form, STR("share"))) {
        missing = missing || g->base.satang <= 0;
        ret->text = missing ? STR_NONE : share_text(a, g->m, g->base);
    } else if (str_eq(form, STR("prior"))) {
        missing = g->prior.satang == MONEY_MISSING.satang;
        ret->text = missing ? STR_NONE : money_text(a, g->prior, MONEY_WHOLE);
    } else if (str_eq(form, STR("change")) || str_eq(form, STR("way"))) {
        missing = diff.satang == MONEY_MISSING.satang;
        ret->text = missing                       ? STR_NONE
                    : str_eq(form, STR("change")) ? money_text(a, size_of(diff), MONEY_WHOLE)
                                                  : way_text(diff);
    } else {
        return false;
    }
    ret->missing = missing;
    if (missing)
        ret->text = paper_word(PT_SPEECH_UNKNOWN);
    return true;
}

bool speech_value(const struct speech_figures *f, struct arena *a, struct str name,
                  struct speech_value *ret)
{
    struct str rest = name, part[4] = {STR_NONE};
    struct figure g;
    size_t n = 0;

    *ret = (struct speech_value){.text = STR_NONE};
    while (n < 4 && str_split(&rest, ':', &part[n]))
        n++;
    if (n == 4)
        return false;
    for (enum speech_figure i = 0; i < SF_COUNT; i++) {
        if (str_eq(part[0], str_from(figures[i].name)) && n <= 2) {
            plain_figure(f, a, i, &g);
            if (i == SF_CHANGE && str_eq(part[1], STR("way"))) /* as of the total */
                plain_figure(f, a, SF_TOTAL, &g);
            return (n == 1 || part[1].n) && put_form(&g, a, part[1], ret);
        }
    }
    for (enum speech_key k = 0; k < SK_COUNT; k++) {
        if (str_eq(part[0], str_from(keyed[k].name)) && n >= 2)
            return keyed_figure(f, a, k, part[1], &g) && (n == 2 || part[2].n) &&
                   put_form(&g, a, part[2], ret);
    }
    return false;
}

/* ---- the table of names ---- */

static struct str forms_of(enum speech_kind kind, bool prior)
{
    return kind != SF_MONEY ? STR_NONE
           : prior          ? STR("words million share name prior change way")
                            : STR("words million share name");
}

struct rows speech_names(const struct speech_figures *f, struct arena *a, enum lang lang)
{
    struct speech_name *row;
    size_t most = SF_COUNT, n = 0;

    for (enum speech_key k = 0; k < SK_COUNT; k++)
        most += f->list[k].n;
    row = ARENA_ARRAY(a, struct speech_name, most + 1);
    for (enum speech_figure i = 0; i < SF_COUNT; i++) {
        struct speech_value v = {.text = STR_NONE};

        (void)speech_value(f, a, str_from(figures[i].name), &v);
        row[n++] = (struct speech_name){.name = str_from(figures[i].name),
                                        .about = lang_pick(lang, figures[i].th, figures[i].en),
                                        .value = v.text,
                                        .forms = forms_of(figures[i].kind, i == SF_TOTAL)};
    }
    for (enum speech_key k = 0; k < SK_COUNT; k++) {
        struct str about = lang_pick(lang, keyed[k].th, keyed[k].en);

        for (size_t i = 0; i < f->list[k].n; i++) {
            const struct speech_named *x = &f->list[k].named[i];

            row[n++] = (struct speech_name){
                .name = str_format(a, "%s:%.*s", keyed[k].name, STR_FMT(x->code)),
                .about = str_format(a, "%.*s: %.*s", STR_FMT(about), STR_FMT(x->name)),
                .value = money_text(a, x->amount, MONEY_WHOLE),
                .forms = forms_of(SF_MONEY, x->prior.satang != MONEY_MISSING.satang)};
        }
    }
    return (struct rows){row, n};
}

/* ---- the nearest name ---- */

struct str speech_nearest(const struct speech_figures *f, struct arena *a, struct str name)
{
    static const char *const form[] = {"words", "million", "share", "name", "prior", "change", "way"};
    struct rows rows = speech_names(f, a, LANG_TH);
    const struct speech_name *x = rows.p;
    struct str best = rows.n ? x[0].name : STR_NONE, base = name, tail = STR_NONE;
    unsigned least = 1000;

    for (size_t i = 0; i < ARRAY_LEN(form); i++) { /* the name without a form that is right */
        struct str end = str_format(a, ":%s", form[i]);

        if (str_ends(name, end)) {
            base = str_slice(name, 0, name.n - end.n);
            tail = end;
        }
    }
    for (size_t i = 0; i < rows.n && i < NODE_LIMIT; i++) {
        unsigned d = thai_distance(a, base, x[i].name, least);

        if (d < least) {
            least = d;
            best = x[i].name;
        }
    }
    return str_format(a, "%.*s%.*s", STR_FMT(best), STR_FMT(tail));
}

/* ---- tables ---- */

struct str speech_table_words(struct arena *a)
{
    static const struct str word[] = {STR_INIT("type"), STR_INIT("side"), STR_INIT("agency"),
                                      STR_INIT("source")};

    return str_join(a, word, ARRAY_LEN(word), STR(" "));
}

bool speech_table(const struct speech_figures *f, struct arena *a, struct str what,
                  const struct speech_row **ret, size_t *ret_n, struct err *e)
{
    static const enum speech_key key[SPEECH_TABLES] = {SK_TYPE, SK_SIDE, SK_AGENCY, SK_SOURCE};

    for (size_t i = 0; i < SPEECH_TABLES; i++) {
        const struct speech_list *l = &f->list[key[i]];
        struct money whole = MONEY_ZERO;
        struct speech_row *row;

        if (!str_eq(what, str_from(keyed[key[i]].name)))
            continue;
        row = ARENA_ARRAY(a, struct speech_row, l->n + 1);
        for (size_t k = 0; k < l->n; k++)
            whole = money_add(whole, l->named[k].amount);
        for (size_t k = 0; k < l->n; k++)
            row[k] = (struct speech_row){l->named[k].code, l->named[k].name, l->named[k].amount,
                                         l->named[k].prior,
                                         {money_share_bp(l->named[k].amount, whole)},
                                         share_text(a, l->named[k].amount, whole)};
        *ret = row;
        *ret_n = l->n;
        return true;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("table")));
    err_arg(e, "value", V(what));
    err_arg(e, "expected", V(speech_table_words(a)));
    return false;
}
